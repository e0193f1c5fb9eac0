import test from 'tape';
import {
  cat,
  DataLoader,
  F,
  fromArray,
  manualSeed,
  nn,
  noGrad,
  optim,
  type Tensor,
  TensorDataset,
  zeros,
} from '../../src/index.ts';
import { Altered, idsOf, pointLoader, points, Small, type StartWatching, sgd, train } from './doctorPrograms.ts';

// For every warning a program that draws it, exactly once, and neighbours that do everything but that.

type Program = (watch: StartWatching) => void | Promise<void>;

/** Pictures [count, channels, 4, 4] with numbers between `low` and `high`, and their labels. */
function pictures(count: number, channels: number, low: number, high: number): [Tensor, Tensor] {
  const length = count * channels * 16;
  const numbers = Float32Array.from({ length }, (_, i) => low + ((high - low) * ((i * 37) % 101)) / 100);
  return [
    fromArray(numbers, [count, channels, 4, 4]),
    fromArray(
      Int32Array.from({ length: count }, (_, i) => i % 4),
      [count],
    ),
  ];
}

function draws(id: string, sick: Readonly<Record<string, Program>>, healthy: Readonly<Record<string, Program>>): void {
  test(`${id} is drawn where it should be, once, and by no neighbour`, async (t) => {
    for (const [name, program] of Object.entries(sick)) {
      manualSeed(1);
      t.deepEqual(await idsOf(program), [id], name);
    }
    for (const [name, program] of Object.entries(healthy)) {
      manualSeed(1);
      t.deepEqual(await idsOf(program), [], `none: ${name}`);
    }
    t.end();
  });
}

/** Trains a net as one should, 30 steps. */
const trained =
  (make: () => nn.Module, batch?: [Tensor, Tensor], steps = 30): Program =>
  (watch) => {
    const net = make();
    const optimizer = sgd(net);
    watch(net, optimizer);
    train(net, optimizer, steps, batch);
  };

const withLogits = (after: (logits: Tensor) => Tensor) => () =>
  new Altered((net, x) => after(net.fc2(F.relu(net.fc1(x)))));

draws(
  'relu-before-cross-entropy',
  {
    'F.relu on the logits': trained(withLogits((logits) => F.relu(logits))),
    'with a reshape behind it': trained(withLogits((logits) => F.relu(logits).reshape([-1, 4]))),
    'against probabilities': (watch) => {
      const net = withLogits((logits) => F.relu(logits))();
      watch(net, sgd(net));
      const [x, y] = points(8);
      F.crossEntropy(net(x), F.oneHot(y, 4).to('float32')).backward();
    },
  },
  {
    'leaves the logits alone': trained(() => new Small()),
    'is of another net': (watch) => {
      const net = new Small();
      const optimizer = sgd(net);
      watch(net, optimizer);
      train(net, optimizer, 3);
      const other = withLogits((logits) => F.relu(logits))();
      train(other, sgd(other), 3);
    },
  },
);

draws(
  'softmax-before-cross-entropy',
  {
    softmax: trained(withLogits((logits) => F.softmax(logits, 1))),
    'logSoftmax, which changes nothing': trained(withLogits((logits) => F.logSoftmax(logits, 1))),
  },
  {
    'logSoftmax before nllLoss': (watch) => {
      const net = withLogits((logits) => F.logSoftmax(logits, 1))();
      const optimizer = sgd(net);
      watch(net, optimizer);
      const [x, y] = points(8);
      for (let step = 0; step < 12; step++) {
        optimizer.zeroGrad();
        F.nllLoss(net(x), y).backward();
        optimizer.step();
      }
    },
  },
);

/** A net whose last layer was multiplied. */
function scaled(factor: number): Small {
  const net = new Small();
  noGrad(() => net.fc2.weight.mul_(factor));
  return net;
}

/** A net that knows the answer before its first step, with weights that are as they were made. */
class Knowing extends nn.Module {
  weight = new nn.Parameter(
    fromArray(
      Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 40 : 0)),
      [4, 4],
    ),
  );

  override forward(x: Tensor): Tensor {
    return F.linear(x, this.weight);
  }
}

/** Inputs that give the label away. */
function givenAway(): [Tensor, Tensor] {
  const [, labels] = points(64);
  return [F.oneHot(labels, 4).to('float32'), labels];
}

draws(
  'first-loss',
  {
    'weights fifty times too large': trained(() => scaled(50)),
    'labels in the input': trained(() => new Knowing(), givenAway()),
  },
  {
    'weights twice as large': trained(() => scaled(2)),
    'weights that were trained before': (watch) => {
      const net = new Small();
      train(net, sgd(net), 100, points(64));
      const optimizer = sgd(net);
      watch(net, optimizer);
      train(net, optimizer, 10, points(64));
    },
    'a sum, not a mean': (watch) => {
      const net = new Small();
      const optimizer = sgd(net, 0.001);
      watch(net, optimizer);
      const [x, y] = points(64);
      F.crossEntropy(net(x), y, { reduction: 'sum' }).backward();
      optimizer.step();
    },
  },
);

/** A loop of 12 steps whose order is written where it is used. */
const loop =
  (step: (parts: { net: Small; optimizer: optim.SGD; loss: () => Tensor; number: number }) => void): Program =>
  (watch) => {
    const net = new Small();
    const optimizer = sgd(net, 0.01);
    watch(net, optimizer);
    const [x, y] = points(8);
    for (let number = 0; number < 12; number++) step({ net, optimizer, number, loss: () => F.crossEntropy(net(x), y) });
  };

draws(
  'no-zero-grad',
  {
    'nobody calls zeroGrad': loop(({ optimizer, loss }) => {
      loss().backward();
      optimizer.step();
    }),
    'clipping in place does not hide it': loop(({ net, optimizer, loss }) => {
      loss().backward();
      nn.clipGradNorm(net.parameters(), 0.5);
      optimizer.step();
    }),
    'only before the first': loop(({ optimizer, loss, number }) => {
      if (number === 0) optimizer.zeroGrad();
      loss().backward();
      loss().backward();
      optimizer.step();
    }),
  },
  {
    'after the step': loop(({ optimizer, loss }) => {
      loss().backward();
      optimizer.step();
      optimizer.zeroGrad();
    }),
    'by the net': loop(({ net, optimizer, loss }) => {
      net.zeroGrad();
      loss().backward();
      optimizer.step();
    }),
    'by hand': loop(({ net, optimizer, loss }) => {
      for (const parameter of net.parameters()) parameter.grad?.zero_();
      loss().backward();
      optimizer.step();
    }),
    'to zeros': loop(({ optimizer, loss }) => {
      optimizer.zeroGrad({ setToNone: false });
      loss().backward();
      optimizer.step();
    }),
    'gradients of three batches in one step': loop(({ optimizer, loss }) => {
      optimizer.zeroGrad();
      for (let i = 0; i < 3; i++) loss().div(3).backward();
      optimizer.step();
    }),
    'another loss reaches the net in between, as a generator reaches its critic': loop(({ optimizer, loss }) => {
      loss().backward();
      optimizer.zeroGrad();
      loss().backward();
      optimizer.step();
    }),
    'in a closure': loop(({ optimizer, loss }) => {
      optimizer.step(() => {
        optimizer.zeroGrad();
        const result = loss();
        result.backward();
        return result;
      });
    }),
  },
);

draws(
  'step-without-gradients',
  {
    'zeroGrad behind backward': loop(({ optimizer, loss }) => {
      loss().backward();
      optimizer.zeroGrad();
      optimizer.step();
    }),
    'backward in every second step': loop(({ optimizer, loss, number }) => {
      if (number % 2 === 0) {
        optimizer.zeroGrad();
        loss().backward();
      }
      optimizer.step();
    }),
  },
  {
    'gradients written by hand': loop(({ net, optimizer }) => {
      for (const parameter of net.parameters()) parameter.grad = zeros(parameter.shape);
      optimizer.step();
    }),
  },
);

draws(
  'parameters-not-in-optimizer',
  {
    'one layer only': (watch) => {
      const net = new Small();
      const optimizer = sgd(net.fc2);
      watch(net, optimizer);
      train(net, optimizer, 12);
    },
  },
  {
    'the others are frozen': (watch) => {
      const net = new Small();
      net.fc1.requiresGrad_(false);
      const optimizer = sgd(net.fc2);
      watch(net, optimizer);
      train(net, optimizer, 12);
    },
    'added before the first step': (watch) => {
      const net = new Small();
      const optimizer = sgd(net.fc2);
      watch(net, optimizer);
      optimizer.addParamGroup({ params: net.fc1.parameters(), lr: 0.01 });
      train(net, optimizer, 12);
    },
  },
);

draws(
  'parameters-without-gradient',
  {
    'a layer behind detach()': trained(() => new Altered((net, x) => net.fc2(F.relu(net.fc1(x)).detach()))),
  },
  {
    'a layer that is first used in the second step': (watch) => {
      let calls = 0;
      const net = new Altered((parts, x) => {
        const hidden = F.relu(parts.fc1(x));
        return parts.fc2(calls++ === 0 ? hidden.detach() : hidden);
      });
      const optimizer = sgd(net);
      watch(net, optimizer);
      train(net, optimizer, 12);
    },
  },
);

/** A net of which so many hidden units can only give 0. */
function withDead(units: number): Small {
  const net = new Small();
  const bias = Float32Array.from({ length: 16 }, (_, i) => (i < units ? -100 : 0.5));
  noGrad(() => net.fc1.bias?.copy_(fromArray(bias, [16])));
  return net;
}

draws(
  'dead-relu',
  { '12 of 16 units': trained(() => withDead(12), points(32)) },
  {
    '4 of 16 units': trained(() => withDead(4), points(32)),
    'too few samples to tell': trained(() => withDead(12), points(4), 9),
  },
);

/** Trains one step, then lets the net answer in batches of 8 under noGrad. */
const evaluated =
  (make: () => nn.Module, batches = 12): Program =>
  (watch) => {
    const net = make();
    const optimizer = sgd(net, 1e-6);
    watch(net, optimizer);
    train(net, optimizer, 1);
    net.eval();
    const [x] = points(8, 2);
    for (let batch = 0; batch < batches; batch++) noGrad(() => net(x));
  };

/** A net that always says class 2, by so much. */
function always2(by: number): Small {
  const net = new Small();
  noGrad(() => {
    net.fc2.weight.mul_(0.1);
    net.fc2.bias?.copy_(fromArray(Float32Array.from([0, 0, by, 0]), [4]));
  });
  return net;
}

draws(
  'one-class-predicted',
  {
    'in an evaluation': evaluated(() => always2(0.5)),
    'in an evaluation that is short': evaluated(() => always2(0.5), 5),
    'in training, for long': (watch) => {
      const net = always2(0.5);
      const optimizer = sgd(net, 1e-9);
      watch(net, optimizer);
      train(net, optimizer, 1200, points(16));
    },
  },
  {
    'a net that is sure: it may well be shown one class only': evaluated(() => always2(3)),
    'a net that has only been asked for its loss': (watch) => {
      const net = always2(0.5);
      watch(net, sgd(net));
      const [x, y] = points(8);
      F.crossEntropy(net(x), y);
      for (let batch = 0; batch < 9; batch++) noGrad(() => net(x));
    },
    'so few answers that it may be chance': evaluated(() => always2(0.5), 3),
    'various answers': evaluated(() => new Small()),
  },
);

/** Walks through a loader as the body says. */
const walk =
  (
    body: (step: (x: Tensor, y: Tensor) => void, loader: DataLoader<unknown, [Tensor, Tensor]>) => Promise<void>,
  ): Program =>
  async (watch) => {
    const net = new Small();
    const optimizer = sgd(net);
    const loader = pointLoader();
    watch(net, optimizer, loader);
    await body((x, y) => void train(net, optimizer, 1, [x, y]), loader);
  };

draws(
  'loader-left-early',
  {
    'a break after one batch': walk(async (step, loader) => {
      for await (const [x, y] of loader) {
        step(x, y);
        break;
      }
    }),
    twice: walk(async (step, loader) => {
      for (let epoch = 0; epoch < 2; epoch++) {
        for await (const [x, y] of loader) {
          step(x, y);
          if (epoch === 0) break;
        }
      }
      for await (const [x, y] of loader) {
        step(x, y);
        break;
      }
    }),
  },
  {
    'the whole epoch': walk(async (step, loader) => {
      for await (const [x, y] of loader) step(x, y);
    }),
    'a look at the first batch, before training and after': walk(async (step, loader) => {
      for await (const _ of loader) break;
      for await (const [x, y] of loader) step(x, y);
      for await (const _ of loader) break;
    }),
    'a break in the second epoch': walk(async (step, loader) => {
      for await (const [x, y] of loader) step(x, y);
      for await (const [x, y] of loader) {
        step(x, y);
        break;
      }
    }),
    'a break after the last batch': walk(async (step, loader) => {
      let batches = 0;
      for await (const [x, y] of loader) {
        step(x, y);
        if (++batches === loader.length) break;
      }
    }),
  },
);

/** A net with dropout in it. */
class Dropping extends Small {
  drop: nn.Module = new nn.Dropout(0.2);

  override forward(x: Tensor): Tensor {
    return this.fc2(this.drop(F.relu(this.fc1(x))));
  }
}

class Normalising extends Dropping {
  override drop = new nn.BatchNorm1d(16);
}

const answered =
  (make: () => nn.Module, ask: (net: nn.Module, x: Tensor) => void): Program =>
  (watch) => {
    const net = make();
    const optimizer = sgd(net);
    watch(net, optimizer);
    const [x] = points(8);
    train(net, optimizer, 12);
    ask(net, x);
    train(net.train(), optimizer, 12);
  };

draws(
  'evaluation-in-train-mode',
  {
    'dropout under noGrad': answered(
      () => new Dropping(),
      (net, x) => noGrad(() => net(x)),
    ),
    'a batch norm under noGrad': answered(
      () => new Normalising(),
      (net, x) => noGrad(() => net(x)),
    ),
    'dropout, with a tape that nobody uses': answered(
      () => new Dropping(),
      (net, x) => {
        for (let batch = 0; batch < 12; batch++) net(x);
      },
    ),
  },
  {
    'in eval mode': answered(
      () => new Dropping(),
      (net, x) => noGrad(() => net.eval()(x)),
    ),
    'a net without such layers': answered(
      () => new Small(),
      (net, x) => noGrad(() => net(x)),
    ),
    'three calls for one loss': answered(
      () => new Dropping(),
      (net, x) => net(x).add(net(x)).add(net(x)).sum().backward(),
    ),
  },
);

/** A net for pictures. */
const ofPictures = (channels: number) => () => {
  const net = new nn.Sequential(new nn.Flatten(), new nn.Linear(channels * 16, 4));
  noGrad(() => net.parameters()[0].mul_(0.01)); // whatever is put in, the first loss is that of guessing
  return net;
};

draws(
  'unnormalised-input',
  {
    bytes: trained(ofPictures(3), pictures(4, 3, 0, 255), 3),
    'prices and years': trained(() => scaled(0.001), [points(8)[0].mul(300), points(8)[1]], 1),
    'colours from 0 to 1': trained(ofPictures(3), pictures(32, 3, 0, 1)),
  },
  {
    'colours from -1 to 1': trained(ofPictures(3), pictures(32, 3, -1, 1)),
    'handwriting from 0 to 1, most of it 0': trained(ofPictures(1), [
      pictures(32, 1, -3, 1)[0].relu(),
      pictures(32, 1, 0, 1)[1],
    ]),
    'features from 0 to 1': trained(() => new Small(), [points(8)[0].abs().clamp(0, 1), points(8)[1]]),
  },
);

draws(
  'twice-normalised-input',
  {
    'with halves': trained(ofPictures(3), pictures(32, 3, 2 * -1 - 1, 2 * 1 - 1)),
    'with the mean and spread of photographs': trained(
      ofPictures(3),
      pictures(32, 3, ((0 - 0.48) / 0.23 - 0.48) / 0.23, ((1 - 0.48) / 0.23 - 0.48) / 0.23),
    ),
  },
  {
    'with the mean and spread of photographs, once': trained(ofPictures(3), pictures(32, 3, -0.48 / 0.23, 0.52 / 0.23)),
    'dark pictures, once': trained(ofPictures(3), pictures(32, 3, -1, -0.3)),
    'a few dark pictures': trained(ofPictures(3), pictures(2, 3, -2.1, 0.1)),
  },
);

draws(
  'batch-changed-by-view',
  {
    '[4, 8] seen as [2, 16]': (watch) => {
      const net = new Altered((parts, x) => parts.fc2(x.view([-1, 16])));
      watch(net, sgd(net));
      for (let i = 0; i < 3; i++) net(points(4)[0]);
    },
  },
  {
    'the words of sentences in one row': (watch) => {
      const net = new Altered((parts, x) => parts.fc1(x.view([-1, 8])));
      watch(net, sgd(net));
      net(zeros([2, 5, 8]));
    },
    'a batch and its mirror image': (watch) => {
      const net = new Altered((parts, x) => parts.fc1(cat([F.relu(x), x.neg()])));
      watch(net, sgd(net));
      net(points(4)[0]);
    },
    'a reshape there and back': trained(
      () => new Altered((parts, x) => parts.fc2(F.relu(parts.fc1(x)).view([-1, 4]).view([-1, 16]))),
    ),
  },
);

test('a training with a data set of tensors, dropout and evaluation after each epoch draws nothing', async (t) => {
  const ids = await idsOf(async (watch) => {
    manualSeed(1);
    const net = new Dropping();
    const optimizer = new optim.Adam(net.parameters(), { lr: 0.01 });
    const loader = new DataLoader<unknown, [Tensor, Tensor]>(new TensorDataset(...points(64)), {
      batchSize: 8,
      shuffle: true,
    });
    watch(net, optimizer, loader);
    for (let epoch = 0; epoch < 5; epoch++) {
      for await (const [x, y] of loader) train(net, optimizer, 1, [x, y]);
      net.eval();
      for await (const [x] of loader) noGrad(() => net(x));
      net.train();
    }
  });
  t.deepEqual(ids, []);
  t.end();
});
