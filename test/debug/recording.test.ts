import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'tape';
import { observation } from '../../src/autograd/observer.ts';
import {
  DataError,
  DeviceError,
  F,
  GraphError,
  manualSeed,
  nn,
  noGrad,
  optim,
  parseRecording,
  type RecordedArray,
  type RecordedEvent,
  type Recording,
  randn,
  recordStep,
  recordStepAsync,
  registerBackend,
  tensor,
} from '../../src/index.ts';
import { loadRecording, saveRecording } from '../../src/io/node.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import { inTemporaryFolder } from '../support/runProgram.ts';
import { rejection, thrown } from '../support/thrown.ts';
import { CNNNet } from '../support/tutorialNet.ts';

type Kind = RecordedEvent['kind'];

/** The events of one kind. */
function eventsOf<Wanted extends Kind>(recording: Recording, kind: Wanted): Extract<RecordedEvent, { kind: Wanted }>[] {
  return recording.events.filter((event) => event.kind === kind) as Extract<RecordedEvent, { kind: Wanted }>[];
}

const numbersIn =
  ({ arrays }: Recording) =>
  (id: number | null | undefined) =>
    typeof id === 'number' ? arrays[id].values : undefined;

/** One step of w ← w − 0.5·v with v = 0.5·v + g, for the loss Σ w². */
function squares(device = 'default') {
  const w = tensor([2, -3], { requiresGrad: true, device });
  const optimizer = new optim.SGD([w], { lr: 0.5, momentum: 0.5 });
  return {
    w,
    optimizer,
    step() {
      optimizer.zeroGrad();
      w.mul(w).sum().backward();
      optimizer.step();
    },
  };
}

test('a recording has every number of a step, each as it was at its moment', (t) => {
  const { w, step } = squares();
  const recording = recordStep(step, { names: { w } });
  const numbers = numbersIn(recording);
  const [mul, sum] = eventsOf(recording, 'forward');
  t.deepEqual([mul.operation, ...mul.inputs.map(numbers), numbers(mul.output)], ['mul', [2, -3], [2, -3], [4, 9]]);
  t.deepEqual([sum.operation, ...sum.inputs.map(numbers), numbers(sum.output)], ['sum', [4, 9], [4 + 9]]);

  const [start] = eventsOf(recording, 'start');
  t.deepEqual([numbers(start.tensor), numbers(start.gradient)], [[13], [1]]);
  const [backSum, backMul] = eventsOf(recording, 'backward');
  t.deepEqual([backSum.operation, numbers(backSum.gradient), ...backSum.shares.map(numbers)], ['sum', [1], [1, 1]]);
  t.deepEqual(
    [numbers(backMul.gradient), ...backMul.shares.map(numbers)],
    [
      [1, 1],
      [2, -3],
      [2, -3],
    ],
  );
  t.equal(recording.events[backMul.forward ?? -1], mul, 'and knows where it ran forward');

  const [gradient] = eventsOf(recording, 'gradient');
  t.deepEqual([gradient.owner, ...gradient.received.map(numbers)], ['w', [2, -3], [2, -3]]);
  t.deepEqual([numbers(gradient.before), numbers(gradient.after)], [undefined, [4, -6]]);

  const [update] = eventsOf(recording, 'update');
  t.deepEqual([update.optimizer, update.name, update.settings.lr, update.settings.momentum], ['SGD', 'w', 0.5, 0.5]);
  t.deepEqual(
    [numbers(update.before), numbers(update.gradient), numbers(update.after)],
    [
      [2, -3],
      [4, -6],
      [0, 0],
    ],
  );
  t.deepEqual(numbers(update.state.momentum_buffer.after), [4, -6]);
  t.equal(update.state.momentum_buffer.before, undefined, 'the first step had none');
  t.end();
});

test('the second step knows the momentum of the first, and the recording of the first does not change', (t) => {
  const { step } = squares();
  const first = recordStep(step);
  const text = JSON.stringify(first);
  const second = recordStep(step);
  const numbers = numbersIn(second);
  const [update] = eventsOf(second, 'update');
  // w is [0, 0] now, its gradient too; v = 0.5·[4, −6] + 0, w = 0 − 0.5·v
  t.deepEqual(
    [numbers(update.before), numbers(update.gradient), numbers(update.after)],
    [
      [0, 0],
      [0, 0],
      [-1, 1.5],
    ],
  );
  const { before, after } = update.state.momentum_buffer;
  t.deepEqual(
    [numbers(before), numbers(after)],
    [
      [4, -6],
      [2, -3],
    ],
  );
  t.equal(JSON.stringify(first), text);
  t.end();
});

test('a step that is recorded trains to the bit what it trains otherwise', (t) => {
  const parametersAfter = (isRecorded: boolean) => {
    manualSeed(5);
    const net = new CNNNet();
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9 });
    const losses: number[] = [];
    for (let i = 0; i < 2; i++) {
      const images = randn([2, 3, 32, 32]);
      const step = () => {
        optimizer.zeroGrad();
        const loss = F.crossEntropy(net(images), tensor([1, 3], { dtype: 'int32' }));
        loss.backward();
        optimizer.step();
        losses.push(loss.item());
      };
      if (isRecorded) recordStep(step);
      else step();
    }
    return [losses, ...net.parameters().map((parameter) => parameter.toTypedArray())];
  };
  t.deepEqual(parametersAfter(true), parametersAfter(false));
  t.end();
});

test('gradients that nobody forgot, and those that are clipped, are seen as they were before and after', (t) => {
  const w = tensor([3, 4], { requiresGrad: true });
  const optimizer = new optim.SGD([w], { lr: 1 });
  w.sum().backward(); // leaves [1, 1] in grad
  const recording = recordStep(() => {
    w.mul(w).sum().backward(); // adds [6, 8]
    nn.clipGradValue([w], 8); // [7, 9] becomes [7, 8]
    optimizer.step();
  });
  const numbers = numbersIn(recording);
  const [gradient] = eventsOf(recording, 'gradient');
  t.deepEqual([gradient.before, gradient.gradient, gradient.after].map(numbers), [
    [1, 1],
    [6, 8],
    [7, 9],
  ]);
  const [update] = eventsOf(recording, 'update');
  t.deepEqual(numbers(update.gradient), [7, 8]);
  t.equal(recording.arrays[update.gradient].before, gradient.after, 'it was changed in place');
  t.deepEqual(numbers(update.after), [3 - 7, 4 - 8]);
  t.end();
});

test('what is not written on the tape is recorded without a step', (t) => {
  const w = tensor([1], { requiresGrad: true });
  const { events } = recordStep(() => {
    noGrad(() => w.exp());
    w.exp();
    tensor([1]).exp();
  });
  t.deepEqual(
    events.map((event) => event.kind === 'forward' && event.step !== undefined),
    [false, true, false],
  );
  t.end();
});

test('settings are in words, without what the shapes say', (t) => {
  const images = randn([1, 4, 8, 8]);
  const { events } = recordStep(() => {
    F.maxPool2d(F.conv2d(images, randn([2, 2, 3, 3]), undefined, { stride: [2, 1], padding: 1, groups: 2 }), 2);
  });
  const settings = events.flatMap((event) => (event.kind === 'forward' ? [event.settings] : []));
  t.deepEqual(settings, [
    'groups 2, stride [2, 1], padding 1, dilation 1',
    'kernel 2, stride 2, padding 0, dilation 1',
  ]);
  t.end();
});

test('of a large array, statistics are kept: those that loops find', (t) => {
  const values = [0, 1, 2, 4, Number.NaN, Infinity, -Infinity, 0.5, 0, 10];
  const recording = recordStep(() => tensor(values).neg(), { limit: 9, names: {} });
  const [{ values: whole, statistics }] = recording.arrays;
  t.equal(whole, undefined);
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  t.deepEqual(statistics, {
    min: 0,
    max: 10,
    mean,
    std: Math.sqrt(squares / (finite.length - 1)),
    nan: 1,
    infinite: 2,
    zeros: 2,
    histogram: [3, 1, 1, 0, 1, 0, 0, 0, 0, 1], // 0, 0.5, 0 | 1 | 2 | | 4 | … | 10
    first: [0, 1, 2, 4, 'NaN', 'Infinity', '-Infinity', 0.5],
  });
  t.equal(recordStep(() => tensor(values).neg(), { limit: 10 }).arrays[0].values?.length, 10);
  t.end();
});

test('whatever happens in the body, nobody looks on afterwards', async (t) => {
  t.throws(() => recordStep(() => Promise.reject(new Error('late'))), /the body is async/);
  t.throws(
    () =>
      recordStep(() => {
        throw new Error('no step');
      }),
    /no step/,
  );
  t.match(
    await rejection(
      Error,
      recordStepAsync(async () => Promise.reject(new Error('no step'))),
    ),
    /no step/,
  );
  t.match(
    thrown(GraphError, () => recordStep(async () => undefined)),
    /use await recordStepAsync/,
  );
  t.equal(observation.current, undefined);
  t.end();
});

test('a recording in a recording sees its part, and the outer one all', (t) => {
  const x = tensor([1]);
  let inner: Recording | undefined;
  const outer = recordStep(() => {
    x.exp();
    inner = recordStep(() => x.neg());
    x.abs();
  });
  const names = ({ events }: Recording) => events.map((event) => event.kind === 'forward' && event.operation);
  t.deepEqual(names(outer), ['exp', 'neg', 'abs']);
  t.deepEqual(inner === undefined ? [] : names(inner), ['neg']);
  t.end();
});

test('where numbers must be awaited, the awaited form records the same, and the other changes nothing', async (t) => {
  registerBackend(awaitedBackend('awaitedForRecording'));
  const { w, step } = squares('awaitedForRecording');
  t.match(
    thrown(DeviceError, () => recordStep(step)),
    /device 'awaitedForRecording' and must be awaited: use await recordStepAsync/,
  );
  t.deepEqual(await w.toArrayAsync(), [2, -3], 'it stops before anything changed');

  const here = squares();
  const expected = recordStep(here.step, { names: { w: here.w } });
  const recording = await recordStepAsync(step, { names: { w } });
  const withoutSteps = (value: Recording) => JSON.parse(JSON.stringify(value).replace(/"step":\d+,?/g, ''));
  t.deepEqual(withoutSteps(recording), withoutSteps(expected));
  t.end();
});

test('a recording comes back from its file as it was, NaN, infinities and −0 included', async (t) => {
  const recording = recordStep(() => tensor([Number.NaN, Infinity, -Infinity, -0, 0.1]).neg().sum());
  t.deepEqual(recording.arrays[0].values, ['NaN', 'Infinity', '-Infinity', '-0', Math.fround(0.1)]);
  t.deepEqual(recording.arrays[0].values?.map(Number), [Number.NaN, Infinity, -Infinity, -0, Math.fround(0.1)]);
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'steps', 'first.json');
    await saveRecording(path, recording);
    t.deepEqual(await loadRecording(path), recording);

    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, text.length / 2));
    t.match(
      await rejection(DataError, loadRecording(path)),
      /first\.json: no recording: this is not JSON, or its end is missing/,
    );
  });
  t.end();
});

test('what is no recording is refused, and says where', (t) => {
  const recording = recordStep(() => tensor([1]).neg());
  const refused = (change: object) =>
    thrown(DataError, () => parseRecording(JSON.stringify({ ...recording, ...change })));
  const [array] = recording.arrays as [RecordedArray];
  const [event] = recording.events;
  t.equal(
    refused({ format: 'other' }),
    'recording: no recording of stridegrad: it has no "format": "stridegrad.recording"',
  );
  t.match(refused({ version: 2 }), /a recording of version 2, but this stridegrad reads version 1/);
  t.match(refused({ events: undefined }), /has "arrays" and "events", but here one of them is missing/);
  t.match(
    refused({ arrays: [array, { ...array, values: [1, 2] }] }),
    /arrays\[1\] is no array with a shape and its numbers/,
  );
  t.match(refused({ events: [{ ...event, output: 7 }] }), /events\[0\]\.output must be one of the 2 arrays, but is 7/);
  t.match(
    refused({ events: [{ ...event, inputs: [-1] }] }),
    /events\[0\]\.inputs must be one of the 2 arrays, but is -1/,
  );
  t.match(refused({ events: [{ kind: 'sideways' }] }), /events\[0\] must be one of forward, start, backward/);
  t.match(
    thrown(DataError, () => parseRecording('[]', 'x.json')),
    /^x\.json: no recording of stridegrad/,
  );
  t.deepEqual(parseRecording(JSON.stringify(recording)), recording);
  t.end();
});
