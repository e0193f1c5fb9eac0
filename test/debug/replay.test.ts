import test from 'tape';
import {
  ArgumentError,
  F,
  type Frame,
  frameText,
  nn,
  optim,
  parseRecording,
  type Recording,
  randn,
  recordStep,
  replay,
  tensor,
} from '../../src/index.ts';
import { thrown } from '../support/thrown.ts';

/** One step of y = x·w + w, loss = Σ y²: a parameter that receives two shares. */
function smallStep(): Recording {
  const x = tensor([[1, -2]]);
  const w = tensor([[0.5], [2]], { requiresGrad: true });
  const optimizer = new optim.SGD([w], { lr: 0.25, momentum: 0.5 });
  return recordStep(
    () => {
      x.matmul(w).add(w).pow(2).sum().backward();
      optimizer.step();
    },
    { names: { x, w } },
  );
}

/** A layer too large to be kept whole. */
function largeStep(): Recording {
  const net = new nn.Linear(40, 30);
  const optimizer = new optim.AdamW(net.parameters(), { lr: 0.01 });
  return recordStep(
    () => {
      F.mseLoss(net(randn([5, 40])), randn([5, 30])).backward();
      optimizer.step();
    },
    { net },
  );
}

const framesOf = (recording: Recording) => {
  const film = replay(recording);
  return Array.from({ length: film.length }, (_, i) => film.frame(i));
};

/** A title without the number of its step, which counts through the program. */
const titleOf = ({ title }: Frame) => title.replace(/#\d+/, '#');

test('a replay shows forward, backward and update, an event a frame', (t) => {
  const frames = framesOf(smallStep());
  t.deepEqual(frames.map(titleOf), [
    'forward # matmul',
    'forward # expand',
    'forward # add',
    'forward # pow',
    'forward # sum',
    'backward begins',
    'backward # sum',
    'backward # pow',
    'backward # add',
    'backward # expand',
    'backward # matmul',
    'gradient of w',
    'update w',
  ]);
  t.deepEqual(replay(smallStep()).phases, [
    { phase: 'forward', first: 0, last: 4 },
    { phase: 'backward', first: 5, last: 11 },
    { phase: 'update', first: 12, last: 12 },
  ]);
  t.end();
});

test('frames are the same forward, back, and after a file', (t) => {
  const recording = largeStep();
  const forward = framesOf(recording);
  const film = replay(recording);
  const back = forward.map((_, i) => film.frame(forward.length - 1 - i)).reverse();
  t.deepEqual(back, forward);
  t.deepEqual(framesOf(parseRecording(JSON.stringify(recording))), forward);
  t.match(
    thrown(ArgumentError, () => film.frame(forward.length)),
    /there are frames 0 to \d+: there is no frame \d+/,
  );
  t.throws(() => replay(recordStep(() => undefined)).frame(0), /the recording is empty/);
  t.throws(() => film.frame(-1));
  t.throws(() => film.frame(0.5));
  t.end();
});

test('the loss is known from the frame in which it was computed', (t) => {
  const frames = framesOf(smallStep());
  t.deepEqual(
    frames.map(({ loss }) => loss?.values),
    // y = 1·0.5 − 2·2 + w = −3.5 + [0.5, 2] = [−3, −1.5]
    [...new Array(4).fill(undefined), ...new Array(9).fill([3 * 3 + 1.5 * 1.5])],
  );
  t.deepEqual(frames[8].progress, {
    forward: { done: 5, of: 5 },
    backward: { done: 4, of: 7 },
    update: { done: 0, of: 1 },
  });
  t.end();
});

test('a frame leads to the same operation in the other direction, and back', (t) => {
  const frames = framesOf(smallStep());
  for (const { index, counterpart, event } of frames) {
    if (event.kind !== 'forward' && event.kind !== 'backward') t.equal(counterpart, undefined);
    else {
      const other = frames[counterpart ?? -1];
      t.equal(other.counterpart, index);
      t.equal(titleOf(other).split(' ')[2], titleOf(frames[index]).split(' ')[2]);
    }
  }
  t.end();
});

test('the last frames show how the gradient is summed and what the step does with it', (t) => {
  const frames = framesOf(smallStep());
  // dL/dy = 2·[−3, −1.5] = [−6, −3]; the sum −9 times x = [−9, 18]; plus [−6, −3] directly
  t.deepEqual(frameText(frames[11], 72), [
    'gradient of w                                                   12 of 13',
    'forward 5/5 · backward 7/7 · update 0/1 · loss 11.250',
    '',
    'Both shares have arrived: the gradient is their sum. w had no gradient,',
    'so it is kept as its grad.',
    '',
    '  share 1 [2,1]',
    '    [0] -6',
    '    [1] -3',
    '  share 2 [2,1]',
    '    [0] -9',
    '    [1] 18',
    '→ grad of w [2,1]',
    '    [0] -15',
    '    [1]  15',
  ]);
  t.deepEqual(frameText(frames[12], 72), [
    'update w                                                        13 of 13',
    'forward 5/5 · backward 7/7 · update 1/1 · loss 11.250',
    '',
    'SGD: v ← g (the first step), w ← w − 0.25·v',
    '',
    '              w     g     v      → w',
    '  [0,0]  0.5000   -15   -15    4.250',
    '  [1,0]       2    15    15   -1.750',
    '',
    '  [0,0]: w ← 0.5 − 0.25·(-15) = 4.25',
  ]);
  t.end();
});

test('frames fit the width, with whole numbers', (t) => {
  for (const recording of [smallStep(), largeStep()]) {
    for (const frame of framesOf(recording)) {
      for (const width of [20, 40, 80]) {
        const lines = frameText(frame, width);
        if (lines.some(({ length }) => length > width)) t.fail(`${frame.title} at ${width}`);
        if (width === 80 && lines.length > 24) t.fail(`${frame.title} has ${lines.length} lines`);
      }
    }
  }
  const [, input] = framesOf(largeStep());
  t.ok(
    frameText(input, 80).every((line) => !/\d…$/.test(line)),
    'no number is cut',
  );
  t.end();
});

test('the formulas of optimizers have the settings put in', (t) => {
  const formulaOf = (make: (w: ReturnType<typeof tensor>) => optim.Optimizer, steps = 1) => {
    const w = tensor([1], { requiresGrad: true });
    const optimizer = make(w);
    let recording: Recording | undefined;
    for (let i = 0; i < steps; i++) {
      recording = recordStep(() => {
        optimizer.zeroGrad();
        w.sum().backward();
        optimizer.step();
      });
    }
    return recording === undefined ? '' : framesOf(recording).at(-1)?.explanation;
  };
  t.equal(
    formulaOf((w) => new optim.SGD([w], { lr: 0.1 })),
    'SGD: w ← w − 0.1·g',
  );
  t.equal(
    formulaOf((w) => new optim.SGD([w], { lr: 0.1, momentum: 0.9, weightDecay: 0.01, dampening: 0.5 }), 2),
    'SGD: v ← 0.9·v + 0.5·(g + 0.01·w), w ← w − 0.1·v',
  );
  t.equal(
    formulaOf((w) => new optim.SGD([w], { lr: 0.1, momentum: 0.9, nesterov: true, maximize: true }), 2),
    'SGD: v ← 0.9·v + g, w ← w + 0.1·(g + 0.9·v)',
  );
  t.equal(
    formulaOf((w) => new optim.AdamW([w], { lr: 0.1, weightDecay: 0.01 })),
    'AdamW: w ← 0.999·w, m ← 0.9·m + 0.1·g, v ← 0.999·v + 0.001·g², w ← w − 0.1·m̂ / (√v̂ + 1e-8) with ' +
      'm̂ = m / 0.1, v̂ = v / 0.001',
  );
  t.equal(
    formulaOf((w) => new optim.Adagrad([w])),
    'Adagrad: w changes by its gradient g',
  );
  t.end();
});
