import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import test from 'tape';
import { noGrad } from '../../src/autograd/gradMode.ts';
import { describeDevices, registerBackend } from '../../src/backends/choose.ts';
import { ShapeError } from '../../src/errors.ts';
import { chainText } from '../../src/history/chainText.ts';
import { mostSteps } from '../../src/history/steps.ts';
import * as nn from '../../src/nn/index.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import { Net, shapeErrorOf, textOf, textOfAsync } from './support.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
registerBackend(awaitedBackend('awaitedForErrors'));

const chainInNet = `In Net: input [4, 3, 36, 36] → conv1 [4, 6, 32, 32] → pool [4, 6, 16, 16]
        → conv2 [4, 16, 12, 12] → pool [4, 16, 6, 6] → flatten [4, 576] → fc1`;

test('a net says which layer refused, and the shapes that led there, with the tape and without', (t) => {
  const expected = `ShapeError: fc1 expects 400 features but flatten gives 16·6·6 = 576: nn.Linear(576, 128). 400 would be 16·5·5. Given input [4, 576].\n${chainInNet}`;
  const net = new Net();
  t.equal(
    textOf(() => net(zeros([4, 3, 36, 36]))),
    expected,
  );
  t.equal(
    textOf(() => noGrad(() => net(zeros([4, 3, 36, 36])))),
    expected,
  );
  t.end();
});

test('the chain is the same on every device', (t) => {
  const devices = [
    ...describeDevices()
      .filter(({ available }) => available)
      .map(({ name }) => name),
    'awaitedForErrors',
  ];
  for (const device of devices.filter((name) => /^(reference|native|awaitedForErrors)$/.test(name))) {
    const net = new Net().to(device);
    t.ok(textOf(() => net(zeros([4, 3, 36, 36], { device }))).endsWith(chainInNet), device);
  }
  t.end();
});

test('the parts of the message are fields, and the stack begins with the message', (t) => {
  const error = shapeErrorOf(() => new Net()(zeros([4, 3, 36, 36])));
  t.equal(error.operation, 'Linear(400, 128)');
  t.equal(error.layer, 'fc1');
  t.deepEqual(error.shapes, { input: [4, 576] });
  t.ok(error.message.includes(error.problem));
  t.deepEqual(error.chain.at(0), { name: 'input', shape: [4, 3, 36, 36] });
  t.deepEqual(error.chain.at(-1), { name: 'flatten', shape: [4, 576] });
  t.ok(error.stack?.includes(`Error: ${error.message}\n    at `));
  t.match(error.stack ?? '', /\n +at Linear\.forward/, 'which is where it was thrown');
  t.equal(inspect(error).match(/\[Symbol|operation|layer:/), null, 'printed, the fields are not said once more');
  t.end();
});

test('in nested modules the chain is told once, from the outermost, by paths', (t) => {
  const net = new nn.Sequential({
    features: new nn.Sequential(new nn.Conv2d(3, 6, 5), new nn.ReLU(), new nn.MaxPool2d(2)),
    head: new nn.Sequential(new nn.Flatten(), new nn.Sequential(new nn.Linear(100, 10))),
  });
  t.equal(
    textOf(() => net(zeros([2, 3, 8, 8]))),
    `ShapeError: head.1.0 expects 100 features but flatten gives 6·2·2 = 24: nn.Linear(24, 10). Given input [2, 24].
In Sequential: input [2, 3, 8, 8] → features.0 [2, 6, 4, 4]
               → features.2 [2, 6, 2, 2] → head.0 [2, 24] → head.1.0`,
  );
  t.end();
});

/** Two ways that do not meet. */
class Residual extends nn.Module {
  conv = new nn.Conv2d(2, 4, 3);
  shortcut = new nn.Conv2d(2, 4, 1);
  override forward(x: Tensor): Tensor {
    return F.relu(this.conv(x)).add(this.shortcut(x));
  }
}

test('of two branches that do not fit together each tells its own chain', (t) => {
  t.equal(
    textOf(() => new nn.Sequential(new nn.Conv2d(1, 2, 3), new Residual())(zeros([1, 1, 8, 8]))),
    `ShapeError: 1 (add): the shapes do not broadcast: axis −2 is 4 in one and 6 in another (sizes must be equal, or one of them 1). Given input [1, 4, 4, 4], other [1, 4, 6, 6].
In Sequential, input: input [1, 1, 8, 8] → 0 [1, 2, 6, 6] → 1.conv [1, 4, 4, 4]
                      → 1 (add)
In Sequential, other: input [1, 1, 8, 8] → 0 [1, 2, 6, 6]
                      → 1.shortcut [1, 4, 6, 6] → 1 (add)`,
  );
  t.end();
});

test('outside of nets a chain is told too: of functions, and of the net that gave what a loss refuses', (t) => {
  t.equal(
    textOf(() =>
      zeros([2, 3, 4])
        .flatten(1)
        .matmul(zeros([3, 3])),
    ),
    `ShapeError: matmul: the inner sizes of a · b are 12 and 3, and must be equal. Given a [2, 12], b [3, 3].
Shapes: input [2, 3, 4] → flatten [2, 12] → matmul`,
  );
  t.equal(
    textOf(() => new nn.L1Loss()(new Net()(zeros([2, 3, 32, 32])), zeros([2, 7]))),
    `ShapeError: l1Loss: the shapes do not broadcast: axis −1 is 10 in one and 7 in another (sizes must be equal, or one of them 1). Given input [2, 10], other [2, 7].
Shapes: input [2, 3, 32, 32] → conv1 [2, 6, 28, 28] → pool [2, 6, 14, 14]
        → conv2 [2, 16, 10, 10] → pool [2, 16, 5, 5] → flatten [2, 400]
        → fc1 [2, 128] → fc2 [2, 10] → l1Loss`,
  );
  t.end();
});

test('a mask or a weight that was spread over an input is not where the input came from', (t) => {
  const net = new nn.Sequential(
    new nn.Conv2d(1, 2, 1),
    new nn.Dropout2d(),
    new nn.PReLU({ numParameters: 2 }),
    new nn.Linear(1, 1),
  );
  t.match(
    textOf(() => net(zeros([1, 1, 4, 4]))),
    /\nIn Sequential: input \[1, 1, 4, 4\] → 0 \[1, 2, 4, 4\] → 3$/,
  );
  const input = zeros([1, 2, 4, 4]);
  F.prelu(F.dropout2d(input), zeros([2]));
  t.match(
    textOf(() => F.linear(input, zeros([1, 1]))),
    /Given input \[1, 2, 4, 4\], weight \[1, 1\]\.$/,
  );
  t.end();
});

test('functions on rows and on single images are told as they were called', (t) => {
  const once = F.conv1d(zeros([4, 1, 8]), zeros([3, 1, 3]));
  t.match(
    textOf(() => F.conv1d(F.maxPool1d(once, 2), zeros([3, 1, 3]))),
    /\nShapes: input \[4, 1, 8\] → conv1d \[4, 3, 6\] → maxPool1d \[4, 3, 3\] → conv1d$/,
  );
  t.match(
    textOf(() => F.conv2d(F.conv2d(zeros([3, 8, 8]), zeros([4, 3, 3, 3])), zeros([1, 1, 1, 1]))),
    /\nShapes: input \[3, 8, 8\] → conv2d \[4, 6, 6\] → conv2d$/,
  );
  t.end();
});

test('a layer called by itself on something new has no chain to tell', (t) => {
  t.equal(
    textOf(() => new nn.Linear(3, 4)(zeros([2, 5]))),
    'ShapeError: Linear(3, 4): expects 3 features but the last axis of the input has 5: nn.Linear(5, 4). Given input [2, 5].',
  );
  t.end();
});

test('a long chain is shortened in the middle, and its lines have at most 80 columns', (t) => {
  const growing = Array.from({ length: 20 }, (_, i) => new nn.Linear(i + 1, i + 2));
  const text = textOf(() => new nn.Sequential(...growing, new nn.Linear(1, 1))(zeros([1, 1])));
  t.equal(
    text.slice(text.indexOf('\n') + 1),
    `In Sequential: input [1, 1] → 0 [1, 2] → 1 [1, 3] → … 11 more … → 13 [1, 15]
               → 14 [1, 16] → 15 [1, 17] → 16 [1, 18] → 17 [1, 19] → 18 [1, 20]
               → 19 [1, 21] → 20`,
  );
  t.end();
});

test('a chain longer than what is remembered says that its beginning is lost', (t) => {
  class Long extends nn.Module {
    last = new nn.Linear(3, 1);
    override forward(x: Tensor): Tensor {
      let y = x.reshape([3]);
      for (let i = 0; i < mostSteps; i++) y = y.relu().add(0);
      return this.last(y.reshape([3, 1]));
    }
  }
  t.match(
    textOf(() => new Long()(zeros([1, 3]))),
    /\nIn Long: … \[3\] → reshape \[3, 1\] → last$/,
  );
  t.end();
});

/** Waits before each of its layers. */
class Slow extends nn.Module<[Tensor], Promise<Tensor>> {
  first = new nn.Linear(2, 3);
  second = new nn.Linear(4, 5);
  override async forward(x: Tensor): Promise<Tensor> {
    await Promise.resolve();
    const hidden = this.first(x);
    await Promise.resolve();
    return this.second(hidden);
  }
}

test('an async forward tells layer and chain, and two that run at once do not mix', async (t) => {
  const expected = (rows: number) =>
    `ShapeError: second expects 4 features but the last axis of the input has 3: nn.Linear(3, 5). Given input [${rows}, 3].\n` +
    `In Slow: input [${rows}, 2] → first [${rows}, 3] → second`;
  const net = new Slow();
  const error = await net(zeros([2, 2])).catch((reason: Error) => reason);
  t.ok(error instanceof ShapeError && error.stack?.includes(`Error: ${error.message}\n    at `), 'its stack too');
  const texts = await Promise.all([1, 7].map((rows) => textOfAsync(async () => net(zeros([rows, 2])))));
  t.deepEqual(texts, [expected(1), expected(7)]);
  t.end();
});

test('of async modules in one another the outermost tells, by the whole path', async (t) => {
  class Outer extends nn.Module<[Tensor], Promise<Tensor>> {
    widen = new nn.Linear(1, 2);
    body = new Slow();
    override async forward(x: Tensor): Promise<Tensor> {
      const wide = this.widen(x);
      await Promise.resolve();
      return this.body(wide);
    }
  }
  t.equal(
    await textOfAsync(async () => new Outer()(zeros([1, 1]))),
    'ShapeError: body.second expects 4 features but the last axis of the input has 3: nn.Linear(3, 5). Given input [1, 3].\n' +
      'In Outer: input [1, 1] → widen [1, 2] → body.first [1, 3] → body.second',
  );
  t.end();
});

test('a layer of the user’s own may refuse shapes that it made up: the chain is that of its input', (t) => {
  class Fussy extends nn.Module {
    override forward(x: Tensor): Tensor {
      throw new ShapeError('Fussy', 'takes no pairs', { rows: [x.shape[1], x.shape[0]] });
    }
  }
  t.equal(
    textOf(() => new nn.Sequential(new nn.Linear(3, 2), new Fussy())(zeros([5, 3]))),
    'ShapeError: 1: takes no pairs. Given rows [2, 5].\nIn Sequential: input [5, 3] → 0 [5, 2] → 1',
  );
  t.end();
});

test('lines of a chain are filled up to 80 columns and not beyond', (t) => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 25 });
  const links = fc.array(fc.record({ name, shape: fc.array(fc.nat(5000), { maxLength: 4 }) }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.stringMatching(/^In [A-Z]{1,18}$/), links, name, (title, chain, end) => {
      const lines = chainText(title, chain, end).split('\n');
      const pieces = [...chain.map((link) => `${link.name} [${link.shape.join(', ')}]`), end];
      const isWhole = lines.map((line) => line.trim()).join(' ') === `${title}: ${pieces.join(' → ')}`;
      const isFull = lines.every((line, i) => {
        const next = lines[i + 1]?.trim().slice(2).split(' → ')[0];
        return line.length <= 80 && (next === undefined || `${line} → ${next}`.length > 80);
      });
      return isWhole && isFull;
    }),
    { numRuns: 200 },
  );
  t.pass();
  t.end();
});

test('two nets called in turn, one of them in a hook of the other, are told apart', (t) => {
  const inner = new Net();
  const outer = new nn.Sequential({ hidden: new nn.Linear(2, 3), last: new nn.Linear(4, 5) });
  const seen: string[] = [];
  outer.get('hidden').registerForwardHook(() => {
    seen.push(textOf(() => inner(zeros([4, 3, 36, 36]))));
    return undefined;
  });
  const text = textOf(() => outer(zeros([1, 2])));
  t.ok(seen[0].endsWith(chainInNet));
  t.ok(text.endsWith('\nIn Sequential: input [1, 2] → hidden [1, 3] → last'), text);
  t.end();
});

test('an error that forward catches and goes on from leaves nothing behind', (t) => {
  class Patient extends nn.Module {
    wrong = new nn.Linear(9, 9);
    right = new nn.Linear(2, 3);
    last = new nn.Linear(9, 1);
    override forward(x: Tensor): Tensor {
      textOf(() => this.wrong(x));
      return this.last(this.right(x));
    }
  }
  const text = textOf(() => new Patient()(zeros([1, 2])));
  t.ok(text.endsWith('\nIn Patient: input [1, 2] → right [1, 3] → last'), text);
  t.equal(
    textOf(() => new nn.Linear(3, 4)(zeros([5]))),
    'ShapeError: Linear(3, 4): expects 3 features but the last axis of the input has 5: nn.Linear(5, 4). Given input [5].',
  );
  t.end();
});

test('an error of another kind passes through a net as it is', (t) => {
  class Failing extends nn.Module {
    override forward(_x: Tensor): Tensor {
      throw new TypeError('mine');
    }
  }
  t.equal(
    textOf(() => new nn.Sequential(new Failing())(zeros([1]))),
    'TypeError: mine',
  );
  t.end();
});

test('a layer that gives several tensors is a step to each of them', (t) => {
  class Both extends nn.Module {
    pool = new nn.MaxPool2d(2, { returnIndices: true });
    last = new nn.Conv2d(1, 1, 3);
    override forward(x: Tensor): Tensor {
      const [pooled] = this.pool(x);
      return this.last(pooled);
    }
  }
  t.match(
    textOf(() => new Both()(zeros([1, 1, 4, 4]))),
    /\nIn Both: input \[1, 1, 4, 4\] → pool \[1, 1, 2, 2\] → last \(conv2d\)$/,
  );
  t.end();
});

test('what is remembered keeps no net and no tensor alive', async (t) => {
  const gone = (() => {
    const net = new nn.Sequential(new nn.Linear(2, 2));
    return [new WeakRef(net), new WeakRef(net(zeros([1, 2])))];
  })();
  await new Promise((resolve) => setTimeout(resolve)); // a WeakRef holds on until the job ends
  collectGarbage();
  t.deepEqual(
    gone.map((reference) => reference.deref()),
    [undefined, undefined],
  );
  t.end();
});

test('a forward that works is not changed by what is remembered of it', (t) => {
  const net = new nn.Sequential(new nn.Linear(2, 2), new nn.Identity());
  const x = tensor([[1, 2]]);
  t.deepEqual(net(x).toArray(), net.forward(x).toArray());
  t.equal(new nn.Identity()(x), x, 'the output is the tensor itself');
  t.end();
});
