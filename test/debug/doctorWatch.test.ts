import { readFileSync } from 'node:fs';
import test from 'tape';
import { observation } from '../../src/autograd/observer.ts';
import {
  ArgumentError,
  doctor,
  F,
  fromArray,
  manualSeed,
  nn,
  noGrad,
  type optim,
  registerBackend,
  type Tensor,
} from '../../src/index.ts';
import { defaultGenerator } from '../../src/random/generator.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import { thrown } from '../support/thrown.ts';
import { Altered, pointLoader, points, Small, sgd, train } from './doctorPrograms.ts';

/** A net with a ReLU on its logits, whose weights are too large: two warnings in the first step. */
function sick(): Altered {
  const net = new Altered((parts, x) => F.relu(parts.fc2(parts.fc1(x))));
  noGrad(() => net.fc2.weight.mul_(500));
  return net;
}

test('every warning has a heading in docs/doctor.md, and every heading a warning', (t) => {
  const page = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8');
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, id]) => id);
  t.deepEqual(headings, doctor.warningIds);
  t.end();
});

test('a warning as a text fits 80 columns: its id, what was found, two lines that explain, and the page', (t) => {
  const finding =
    'The first loss is 12.31, but guessing among 10 classes costs ln(10) = 2.30, and so it goes on and on.';
  for (const id of doctor.warningIds) {
    const warning = new doctor.Warning(id, 3, finding);
    const lines = String(warning).split('\n');
    t.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
      id,
    );
    t.equal(lines[0], `doctor: ${id}`);
    t.deepEqual(
      lines.slice(-3),
      [...warning.explanation, `docs/doctor.md#${id}`].map((line) => `  ${line}`),
    );
    t.equal(
      lines
        .slice(1, -3)
        .map((line) => line.trim())
        .join(' '),
      finding,
    );
  }
  t.end();
});

test('warnings go to console.warn, unless they are asked for', (t) => {
  const own = console.warn;
  const written: string[] = [];
  console.warn = (text: string) => written.push(text);
  const net = sick();
  const optimizer = sgd(net);
  const watching = doctor.watch(net, optimizer);
  const taken: doctor.Warning[] = [];
  const other = doctor.watch(net, optimizer, undefined, { onWarning: (warning) => taken.push(warning) });
  train(net, optimizer, 3);
  watching.stop();
  other.stop();
  console.warn = own;

  t.deepEqual(
    watching.warnings.map(({ id }) => id),
    ['relu-before-cross-entropy', 'first-loss'],
  );
  t.deepEqual(written, watching.warnings.map(String));
  t.deepEqual(taken, watching.warnings, 'two may watch one training');
  t.match(written[1], /^ {2}The first loss is \d+\.\d\d, but guessing among 4 classes costs ln\(4\) = 1\.39\.$/m);
  t.equal(
    String(watching),
    'doctor: 3 steps watched, 2 warnings\n' +
      '  relu-before-cross-entropy: docs/doctor.md#relu-before-cross-entropy\n' +
      '  first-loss: docs/doctor.md#first-loss',
  );
  t.end();
});

test('silenced warnings are not given, the others are', (t) => {
  const net = sick();
  const optimizer = sgd(net);
  const ids: string[] = [];
  const onWarning = ({ id }: doctor.Warning) => ids.push(id);
  const watching = doctor.watch(net, optimizer, undefined, { silence: ['relu-before-cross-entropy'], onWarning });
  train(net, optimizer, 3);
  watching.stop();
  t.deepEqual(ids, ['first-loss']);
  t.end();
});

test('what cannot be watched is refused, and so are misspelt ids and options', (t) => {
  const net = new Small();
  const optimizer = sgd(net);
  const message = (options: object) => thrown(ArgumentError, () => doctor.watch(net, optimizer, undefined, options));
  t.equal(
    message({ silence: ['relu-befor-cross-entropy'] }),
    'doctor.watch: there is no warning "relu-befor-cross-entropy" to silence; did you mean "relu-before-cross-entropy"?',
  );
  t.equal(message({ silense: [] }), 'doctor.watch: unknown option "silense"; did you mean "silence"?');
  const wrong = (...args: unknown[]) =>
    thrown(ArgumentError, () => (doctor.watch as (...given: unknown[]) => unknown)(...args));
  t.equal(wrong(optimizer, net), 'doctor.watch: net must be a module: watch(net, optimizer, loader)');
  t.equal(wrong(net, net), 'doctor.watch: the second argument is the optimizer: watch(net, optimizer, loader)');
  t.equal(
    wrong(net, optimizer, [points(4)]),
    'doctor.watch: loader must be a DataLoader: watch(net, optimizer, loader)',
  );
  t.equal(observation.current, undefined, 'and nothing was left behind');
  t.end();
});

test('after stop() nothing is seen any more, and nobody looks on', async (t) => {
  const net = sick();
  const optimizer = sgd(net);
  const loader = pointLoader();
  const watching = doctor.watch(net, optimizer, loader);
  t.notEqual(observation.current, undefined);
  watching.stop();
  watching.remove();
  t.equal(observation.current, undefined);
  for await (const batch of loader) {
    train(net, optimizer, 1, batch);
    break;
  }
  t.deepEqual(watching.warnings, []);
  t.equal(watching.steps, 0);
  t.equal(String(watching), 'doctor: 0 steps watched, and nothing to say');
  t.end();
});

test('a training has the same losses and weights, to the bit, and draws the same numbers, watched or not', async (t) => {
  for (const device of ['reference', 'native']) {
    const run = async (isWatched: boolean) => {
      manualSeed(4);
      const net = new nn.Sequential(
        new nn.Conv2d(2, 8, 3),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Dropout(0.1),
        new nn.Flatten(),
        new nn.Linear(8 * 9, 4),
      ).to(device);
      const optimizer = sgd(net);
      const watching = isWatched ? doctor.watch(net, optimizer, undefined, { onWarning() {} }) : undefined;
      const numbers = Float32Array.from({ length: 16 * 2 * 64 }, (_, i) => Math.sin(i * i));
      const x = fromArray(numbers, [16, 2, 8, 8], { device });
      const y = fromArray(
        Int32Array.from({ length: 16 }, (_, i) => i % 4),
        [16],
        { device },
      );
      const losses = train(net, optimizer, 12, [x, y]);
      watching?.stop();
      return {
        losses,
        weights: net.parameters().map((parameter) => parameter.toArray()),
        next: defaultGenerator.getState(),
      };
    };
    t.deepEqual(await run(true), await run(false), device);
  }
  t.end();
});

const awaited = awaitedBackend('awaited doctor');
registerBackend(awaited);
const stalling = { ...awaitedBackend('stalling'), name: 'stalling', mustAwait: false, isRemote: true };
registerBackend(stalling);

/** Trains without asking for a number. */
function trainUnread(net: nn.Module, optimizer: optim.Optimizer, steps: number, device: string): void {
  const [x, y] = points(8).map((tensor) => tensor.to(device)) as [Tensor, Tensor];
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    F.crossEntropy(net(x), y).backward();
    optimizer.step();
  }
}

test('where numbers must be awaited, warnings about numbers come later, and the others at once', async (t) => {
  const net = sick().to('awaited doctor');
  const optimizer = sgd(net, 0);
  const watching = doctor.watch(net, optimizer, undefined, { onWarning() {} });
  trainUnread(net, optimizer, 1, 'awaited doctor');
  t.deepEqual(
    watching.warnings.map(({ id }) => id),
    ['relu-before-cross-entropy'],
  );
  await watching.settled();
  t.deepEqual(
    watching.warnings.map(({ id }) => id),
    ['relu-before-cross-entropy', 'first-loss'],
  );
  watching.stop();
  t.end();
});

test('numbers are read in the first ten steps and in every hundredth', async (t) => {
  const net = new Small().to('awaited doctor');
  const optimizer = sgd(net);
  const watching = doctor.watch(net, optimizer);
  const reading: number[] = [];
  for (let step = 0; step < 202; step++) {
    const before = awaited.reads;
    trainUnread(net, optimizer, 1, 'awaited doctor');
    if (awaited.reads > before) reading.push(step);
  }
  t.deepEqual(reading, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 200]);
  await watching.settled();
  watching.stop();
  t.deepEqual(watching.warnings, []);
  t.end();
});

test('a device that would have to stop for a read is not asked, and the checks of order work', (t) => {
  const net = sick().to('stalling');
  const optimizer = sgd(net);
  const watching = doctor.watch(net, optimizer, undefined, { onWarning() {} });
  trainUnread(net, optimizer, 3, 'stalling'); // its read throws
  t.deepEqual(
    watching.warnings.map(({ id }) => id),
    ['relu-before-cross-entropy'],
  );
  watching.stop();
  t.end();
});
