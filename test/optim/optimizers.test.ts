import fc from 'fast-check';
import test from 'tape';
import { fromArray, optim, sum, type Tensor, tensor } from '../../src/index.ts';
import { halfInteger } from '../support/arbitraries.ts';
import { close } from '../support/close.ts';

const host = { device: 'reference', dtype: 'float64' } as const;

/** A parameter with a gradient. */
function parameter(values: number[], gradient?: number[]): Tensor {
  const param = tensor(values, { ...host, requiresGrad: true });
  if (gradient !== undefined) param.grad = tensor(gradient, host);
  return param;
}

test('SGD steps against the gradient: 1 − 0.5 · 4 = −1', (t) => {
  const param = parameter([1], [4]);
  new optim.SGD([param], { lr: 0.5 }).step();

  t.equal(param.item(), 1 - 0.5 * 4);
  t.end();
});

test('momentum starts as the first gradient, undampened', (t) => {
  const param = parameter([0]);
  const optimizer = new optim.SGD([param], { lr: 1, momentum: 0.5, dampening: 0.25 });
  const positions = [1, 1].map((gradient) => {
    param.grad = tensor([gradient], host);
    optimizer.step();
    return param.item();
  });

  t.deepEqual(positions, [-1, -1 - (0.5 * 1 + (1 - 0.25) * 1)]);
  t.end();
});

/** One weight under an optimizer, as the papers write it: the gradient in, the new weight out. */
type Walk = (p: number, gradient: number, step: number) => number;

interface Described {
  readonly make: (params: Tensor[]) => optim.Optimizer;
  /** A walk that starts anew. */
  readonly definition: () => Walk;
}

const adamBetas = [0.8, 0.9] as const;

/** m and v of Adam, corrected for their start at 0. */
function moments(): (g: number, step: number) => [m: number, v: number] {
  let [m, v] = [0, 0];
  return (g, step) => {
    m = adamBetas[0] * m + (1 - adamBetas[0]) * g;
    v = adamBetas[1] * v + (1 - adamBetas[1]) * g * g;
    return [m / (1 - adamBetas[0] ** step), v / (1 - adamBetas[1] ** step)];
  };
}

const optimizers: Readonly<Record<string, Described>> = {
  'SGD with momentum, dampening and weight decay': {
    make: (params) => new optim.SGD(params, { lr: 0.25, momentum: 0.5, dampening: 0.25, weightDecay: 0.5 }),
    definition: () => {
      let buffer: number | undefined;
      return (p, gradient) => {
        const g = gradient + 0.5 * p;
        buffer = buffer === undefined ? g : 0.5 * buffer + 0.75 * g;
        return p - 0.25 * buffer;
      };
    },
  },
  'SGD with weight decay alone': {
    make: (params) => new optim.SGD(params, { lr: 0.25, weightDecay: 0.5 }),
    definition: () => (p, gradient) => p - 0.25 * (gradient + 0.5 * p),
  },
  "SGD with Nesterov's momentum and weight decay": {
    make: (params) => new optim.SGD(params, { lr: 0.25, momentum: 0.5, nesterov: true, weightDecay: 0.5 }),
    definition: () => {
      let buffer = 0;
      return (p, gradient) => {
        const g = gradient + 0.5 * p;
        buffer = 0.5 * buffer + g;
        return p - 0.25 * (g + 0.5 * buffer);
      };
    },
  },
  "SGD with Nesterov's momentum, climbing": {
    make: (params) => new optim.SGD(params, { lr: 0.25, momentum: 0.5, nesterov: true, maximize: true }),
    definition: () => {
      let buffer = 0;
      return (p, gradient) => {
        buffer = 0.5 * buffer - gradient;
        return p - 0.25 * (-gradient + 0.5 * buffer);
      };
    },
  },
  Adam: {
    make: (params) => new optim.Adam(params, { lr: 0.5, betas: adamBetas, eps: 0.125, weightDecay: 0.25 }),
    definition: () => {
      const average = moments();
      return (p, gradient, step) => {
        const [m, v] = average(gradient + 0.25 * p, step);
        return p - (0.5 * m) / (Math.sqrt(v) + 0.125);
      };
    },
  },
  'Adam with amsgrad': {
    make: (params) => new optim.Adam(params, { lr: 0.5, betas: adamBetas, eps: 0.125, amsgrad: true }),
    definition: () => {
      const average = moments();
      let largest = 0;
      return (p, gradient, step) => {
        const [m, v] = average(gradient, step);
        // PyTorch keeps the largest uncorrected moment, and corrects it by the present step.
        const correction = 1 - adamBetas[1] ** step;
        largest = Math.max(largest, v * correction);
        return p - (0.5 * m) / (Math.sqrt(largest / correction) + 0.125);
      };
    },
  },
  AdamW: {
    make: (params) => new optim.AdamW(params, { lr: 0.5, betas: adamBetas, eps: 0.125, weightDecay: 0.25 }),
    definition: () => {
      const average = moments();
      return (p, gradient, step) => {
        const [m, v] = average(gradient, step);
        return p * (1 - 0.5 * 0.25) - (0.5 * m) / (Math.sqrt(v) + 0.125);
      };
    },
  },
  NAdam: {
    make: (params) => new optim.NAdam(params, { lr: 0.5, betas: adamBetas, eps: 0.125, momentumDecay: 0.5 }),
    definition: () => {
      let [m, v, product] = [0, 0, 1];
      const mu = (step: number) => 0.8 * (1 - 0.5 * 0.96 ** (step * 0.5));
      return (p, g, step) => {
        m = 0.8 * m + (1 - 0.8) * g;
        v = 0.9 * v + (1 - 0.9) * g * g;
        product *= mu(step);
        const ahead = (mu(step + 1) * m) / (1 - product * mu(step + 1)) + ((1 - mu(step)) * g) / (1 - product);
        return p - (0.5 * ahead) / (Math.sqrt(v / (1 - 0.9 ** step)) + 0.125);
      };
    },
  },
  RAdam: {
    make: (params) => new optim.RAdam(params, { lr: 0.5, betas: adamBetas, eps: 0.125 }),
    definition: () => {
      const average = moments();
      return (p, g, step) => {
        const [m, v] = average(g, step);
        const end = 2 / (1 - 0.9) - 1;
        const now = end - (2 * step * 0.9 ** step) / (1 - 0.9 ** step);
        if (now <= 5) return p - 0.5 * m;
        const certainty = Math.sqrt(((now - 4) * (now - 2) * end) / ((end - 4) * (end - 2) * now));
        const correction = Math.sqrt(1 - 0.9 ** step);
        return p - (0.5 * m * certainty * correction) / (Math.sqrt(v) * correction + 0.125);
      };
    },
  },
  Adamax: {
    make: (params) => new optim.Adamax(params, { lr: 0.5, betas: adamBetas, eps: 0.125 }),
    definition: () => {
      const average = moments();
      let largest = 0;
      return (p, gradient, step) => {
        largest = Math.max(0.9 * largest, Math.abs(gradient) + 0.125);
        return p - (0.5 * average(gradient, step)[0]) / largest;
      };
    },
  },
  'RMSprop, centered, with momentum': {
    make: (params) => new optim.RMSprop(params, { lr: 0.5, alpha: 0.75, eps: 0.125, momentum: 0.5, centered: true }),
    definition: () => {
      let [square, mean, buffer] = [0, 0, 0];
      return (p, g) => {
        square = 0.75 * square + 0.25 * g * g;
        mean = 0.75 * mean + 0.25 * g;
        buffer = 0.5 * buffer + g / (Math.sqrt(square - mean * mean) + 0.125);
        return p - 0.5 * buffer;
      };
    },
  },
  RMSprop: {
    make: (params) => new optim.RMSprop(params, { lr: 0.5, alpha: 0.75, eps: 0.125 }),
    definition: () => {
      let square = 0;
      return (p, g) => {
        square = 0.75 * square + 0.25 * g * g;
        return p - (0.5 * g) / (Math.sqrt(square) + 0.125);
      };
    },
  },
  Adagrad: {
    make: (params) => new optim.Adagrad(params, { lr: 0.5, lrDecay: 0.5, initialAccumulatorValue: 1, eps: 0.125 }),
    definition: () => {
      let total = 1;
      return (p, g, step) => {
        total += g * g;
        return p - ((0.5 / (1 + (step - 1) * 0.5)) * g) / (Math.sqrt(total) + 0.125);
      };
    },
  },
  Adadelta: {
    make: (params) => new optim.Adadelta(params, { lr: 0.5, rho: 0.75, eps: 0.125 }),
    definition: () => {
      let [square, steps] = [0, 0];
      return (p, g) => {
        square = 0.75 * square + 0.25 * g * g;
        const delta = (Math.sqrt(steps + 0.125) / Math.sqrt(square + 0.125)) * g;
        steps = 0.75 * steps + 0.25 * delta * delta;
        return p - 0.5 * delta;
      };
    },
  },
};

const history = fc.array(fc.tuple(halfInteger, halfInteger), { minLength: 1, maxLength: 8 });

for (const [name, { make, definition }] of Object.entries(optimizers)) {
  test(`${name} walks as its definition says`, (t) => {
    fc.assert(
      fc.property(halfInteger, halfInteger, history, (first, second, gradients) => {
        const param = parameter([first, second]);
        const optimizer = make([param]);
        const walks = [definition(), definition()];
        let expected = [first, second];
        return gradients.every((gradient, i) => {
          param.grad = tensor([...gradient], host);
          optimizer.step();
          expected = expected.map((p, k) => walks[k](p, gradient[k], i + 1));
          return param.toTypedArray().every((p, k) => close(p, expected[k], 16));
        });
      }),
      { numRuns: 30 },
    );
    t.pass('for two weights and up to 8 steps');
    t.end();
  });

  test(`${name} goes on from its state as if it had never stopped`, (t) => {
    const [whole, before] = [parameter([1, -2]), parameter([1, -2])];
    const uninterrupted = make([whole]);
    let current = make([before]);
    for (let step = 0; step < 6; step++) {
      if (step === 3) {
        const state = current.stateDict();
        current = make([before]);
        current.loadStateDict(state);
      }
      for (const [param, optimizer] of [
        [whole, uninterrupted],
        [before, current],
      ] as const) {
        param.grad = tensor([step - 2, 0.5], host);
        optimizer.step();
      }
    }
    t.deepEqual(before.toArray(), whole.toArray());
    t.end();
  });
}

test('groups have settings of their own, which can be changed between steps', (t) => {
  const [a, b, c] = [parameter([0], [1]), parameter([0], [1]), parameter([0], [1])];
  const optimizer = new optim.SGD([{ params: [a] }, { params: b, lr: 0.5 }], { lr: 0.25 });
  optimizer.addParamGroup({ params: [c], lr: 2 });
  optimizer.step();
  t.deepEqual([a.item(), b.item(), c.item()], [-0.25, -0.5, -2]);
  optimizer.paramGroups[0].lr = 1;
  optimizer.step();
  t.equal(a.item(), -0.25 - 1);
  t.end();
});

test('a parameter without a gradient stays, and so does its state', (t) => {
  const param = parameter([1]);
  const optimizer = new optim.Adam([param]);
  optimizer.step();
  t.equal(param.item(), 1);
  t.deepEqual(optimizer.stateDict().state, {});
  t.end();
});

test('zeroGrad forgets gradients, or sets them to zero', (t) => {
  const param = parameter([1], [4]);
  const optimizer = new optim.SGD([param]);
  optimizer.zeroGrad({ setToNone: false });
  t.deepEqual(param.grad?.toArray(), [0]);
  optimizer.zeroGrad();
  t.equal(param.grad, undefined);
  t.end();
});

test('a gradient that the user holds survives zeroGrad', (t) => {
  const param = parameter([1]);
  sum(param.mul(3)).backward();
  const held = param.grad;
  new optim.SGD([param]).zeroGrad();
  sum(param.mul(5)).backward();
  t.deepEqual(held?.toArray(), [3]);
  t.end();
});

test('step calls its closure with gradients on, and gives back what it returns', (t) => {
  const param = parameter([3]);
  const optimizer = new optim.SGD([param], { lr: 0.5 });
  const loss = optimizer.step(() => {
    optimizer.zeroGrad();
    const squared = sum(param.mul(param));
    squared.backward();
    return squared;
  });
  t.equal(loss.item(), 9);
  t.equal(param.item(), 3 - 0.5 * 6);
  t.end();
});

test('a step is an in-place change, which the tape notices', (t) => {
  const param = parameter([1], [1]);
  const loss = sum(param.mul(param));
  new optim.SGD([param]).step();
  t.throws(() => loss.backward(), /changed in place/);
  t.end();
});

test('the state dict has the structure and names of PyTorch', (t) => {
  const params = [parameter([1], [1]), parameter([2, 3], [1, 1])];
  const optimizer = new optim.AdamW([{ params: [params[0]] }, { params: [params[1]], weightDecay: 0 }], { lr: 0.5 });
  optimizer.step();
  const { state, param_groups: groups } = optimizer.stateDict();

  t.deepEqual(Object.keys(state), ['0', '1']);
  t.deepEqual(Object.keys(state[1]), ['step', 'exp_avg', 'exp_avg_sq']);
  t.equal(state[1].step, 1);
  t.deepEqual(
    groups.map(({ params: numbers }) => numbers),
    [[0], [1]],
  );
  t.deepEqual(
    groups.map(({ lr, weight_decay: decay, betas }) => [lr, decay, betas]),
    [
      [0.5, 0.01, [0.9, 0.999]],
      [0.5, 0, [0.9, 0.999]],
    ],
  );
  const sgd = new optim.SGD([params[0]], { momentum: 0.9 });
  sgd.step();
  t.deepEqual(Object.keys(sgd.stateDict().state[0]), ['momentum_buffer']);
  t.end();
});

test('loadStateDict copies: the optimizer that the state came from goes on by itself', (t) => {
  const [a, b] = [parameter([0], [1]), parameter([0], [1])];
  const [first, second] = [a, b].map((param) => new optim.SGD([param], { lr: 1, momentum: 0.5 }));
  first.step();
  second.loadStateDict(first.stateDict());
  first.step();
  second.step();
  t.equal(b.item(), -(0.5 * 1 + 1), 'one step with the momentum of one step');
  t.end();
});

test('a state dict that does not fit is refused, and nothing is changed', (t) => {
  const make = (sizes: number[]) =>
    new optim.Adam(sizes.map((size) => fromArray(new Float64Array(size), [size], { device: 'reference' })));
  const [one, two] = [make([1]), make([1, 2])];
  const trained = parameter([1, 2], [1, 1]);
  const other = new optim.Adam([trained], { lr: 0.5 });
  other.step();
  t.throws(
    () => one.loadStateDict(two.stateDict()),
    /Adam\.loadStateDict: group 0 has 2 parameters in the state, 1 in the optimizer/,
  );
  t.throws(
    () => one.loadStateDict(other.stateDict()),
    /parameter 0: exp_avg is float64 \[2\], the parameter float64 \[1\]/,
  );
  t.throws(
    () => one.loadStateDict({ state: {}, param_groups: [] }),
    /the state has 0 parameter groups, the optimizer 1/,
  );
  const sgd = new optim.SGD([trained], { momentum: 0.5 });
  sgd.step();
  t.throws(() => make([2]).loadStateDict({ ...sgd.stateDict(), param_groups: [{ params: [0] }] }), /has no step/);
  t.equal(one.paramGroups[0].lr, 1e-3);
  t.end();
});

test('optimizers refuse what can never be right', (t) => {
  const param = parameter([1], [1]);
  t.throws(() => new optim.SGD([param], { lr: -1 }), /SGD: lr must be at least 0, but is -1/);
  t.throws(() => new optim.SGD([param], { lr: NaN }), /SGD: lr must be at least 0, but is NaN/);
  t.throws(() => new optim.SGD([param], { nesterov: true }), /nesterov needs a positive momentum and no dampening/);
  t.throws(
    () => new optim.Adam([param], { betas: [0.9, 1] }),
    /Adam: betas\[1\] must be at least 0 and below 1, but is 1/,
  );
  t.throws(() => new optim.AdamW([param], { eps: -1 }), /AdamW: eps must be at least 0/);
  t.throws(() => new optim.RMSprop([param], { alpha: -1 }), /RMSprop: alpha must be at least 0/);
  t.throws(() => new optim.Adadelta([param], { rho: 2 }), /rho must be at most 1, but is 2/);
  t.throws(
    () => new optim.SGD([param], { momentun: 1 } as never),
    /SGD: unknown option "momentun"; did you mean "momentum"\?/,
  );
  t.throws(
    () => new optim.SGD([{ params: [param], lt: 1 } as never]),
    /SGD group: unknown option "lt"; did you mean "lr"\?/,
  );
  t.throws(() => new optim.SGD([]), /SGD: there are no parameters/);
  t.throws(() => new optim.SGD(param as never), /params must be a list of tensors or of groups/);
  t.throws(() => new optim.SGD([1] as never), /optimises tensors, but params\[0\] is of type number/);
  t.throws(() => new optim.SGD([param, param]), /params\[1\] \[1\] is given twice/);
  t.throws(
    () => new optim.SGD([{ params: [param] }, { params: [param.detach()] }]),
    /given twice \(or shares its numbers/,
  );
  t.throws(() => new optim.SGD([param.mul(2)]), /the result of an operation, and only leaves can be optimised/);
  t.end();
});

test('a step with a bad setting changes nothing', (t) => {
  const [a, b] = [parameter([1], [1]), parameter([1], [1])];
  const optimizer = new optim.SGD([{ params: [a] }, { params: [b] }], { lr: 1, momentum: 0.5 });
  optimizer.paramGroups[1].lr = NaN;
  t.throws(() => optimizer.step(), /SGD: lr must be finite, but is NaN/);
  t.deepEqual([a.item(), b.item()], [1, 1]);
  t.deepEqual(optimizer.stateDict().state, {});

  optimizer.paramGroups[1].lr = '0.1' as never;
  t.throws(() => optimizer.step(), /SGD: lr must be of type number, but is 0.1/);
  optimizer.paramGroups[1].lr = 1;
  optimizer.paramGroups[1].dampening = undefined as never;
  t.throws(() => optimizer.step(), /SGD: dampening must be of type number, but is undefined/);
  t.deepEqual([a.item(), b.item()], [1, 1]);
  t.end();
});

test('an optimizer prints its groups, as in PyTorch', (t) => {
  t.equal(
    String(new optim.SGD([parameter([1])], { lr: 0.1 })),
    'SGD (\nParameter Group 0\n    dampening: 0\n    lr: 0.1\n    maximize: false\n    momentum: 0\n' +
      '    nesterov: false\n    weightDecay: 0\n)',
  );
  t.end();
});

test('an optimizer of one’s own steps with the methods of tensors, and nothing of it is recorded', (t) => {
  class SignSGD extends optim.Optimizer {
    constructor(params: Tensor[], options: Partial<optim.Settings>) {
      super('SignSGD', params, options, { lr: 1e-3 });
    }
    protected override check(): void {}
    protected override initialState(): optim.State {
      return { numbers: {}, arrays: {} };
    }
    protected override update({ param, group }: optim.Update<optim.Settings>): void {
      if (param.grad !== undefined) param.sub_(param.grad.sign(), { alpha: group.lr });
    }
  }
  const param = parameter([1, 2], [3, -4]);
  new SignSGD([param], { lr: 0.5 }).step();

  t.deepEqual(param.toArray(), [1 - 0.5, 2 + 0.5]);
  t.equal(param.isLeaf, true);
  t.end();
});
