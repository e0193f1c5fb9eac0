import test from 'tape';
import { layGpu } from '../../bench/gpuTable.ts';
import {
  bestGpu,
  bestPeer,
  type CaseRow,
  type Entry,
  type GpuRow,
  type RooflineRow,
  ratio,
  toJson,
  underTheRoof,
} from '../../bench/rows.ts';
import { formatSeconds, layLadder, layTable, legend } from '../../bench/table.ts';

const columns = [
  { name: 'native', title: 'native' },
  { name: 'reference', title: 'ref.' },
  { name: 'pytorch', title: 'PyTorch' },
  { name: 'jax', title: 'JAX' },
  { name: 'onnxruntime', title: 'ONNX rt' },
  { name: 'tfjs', title: 'tfjs' },
];

function entry(contestant: string, threads: number, seconds: number, variant = ''): Entry {
  return { contestant, threads, variant, median: seconds, fastest: seconds, rounds: 5, iterations: 10 };
}

const step: CaseRow = {
  kind: 'case',
  group: 'train',
  case: 'batch 4',
  ours: 'native',
  flops: 10e6,
  peak: 200e9,
  entries: [
    entry('native', 1, 0.5e-3),
    entry('native', 2, 0.4e-3),
    entry('reference', 1, 20e-3),
    entry('pytorch', 1, 1.2e-3, 'plain'),
    entry('pytorch', 2, 1e-3, 'fused'),
    entry('jax', 2, 2e-3),
  ],
};

test('a case is a line of times, and below it what they mean', (t) => {
  t.deepEqual(layTable('step', [step], columns), [
    'step     native     ref.    PyTorch        JAX  ratio',
    '─────────────────────────────────────────────────────',
    'batch 4  400µs²  20.0ms¹   1.00ms²f    2.00ms²   2.5×',
    '            13%      50×  2.5× 5.0%  5.0× 2.5%', // the reference is below 1 % of the peak
  ]);
  t.end();
});

test('the gpu devices have a line each, and the best peer by each of our times', (t) => {
  const product: GpuRow = {
    kind: 'gpu',
    group: 'browser',
    case: 'product',
    ours: 'gpu:webasm',
    entries: [
      entry('reference', 0, 0.9),
      entry('gpu:webgpu', 0, 0.5),
      entry('gpu:webasm', 0, 0.1),
      entry('gpu.js webgpu', 0, 0.01), // no peer
      entry('tfjs webgl', 0, 0.2),
      entry('jax-js wasm', 0, 0.4),
    ],
  };
  const alone: GpuRow = {
    ...product,
    case: 'step',
    entries: [entry('reference', 0, 0.9), entry('gpu:webasm', 0, 0.3)],
  };
  t.deepEqual(layGpu('here', [product, alone]), [
    'here                 product          step',
    '──────────────────────────────────────────',
    'reference       900ms  0.22×  900ms',
    'gpu:webgpu      500ms  0.40×      –',
    'gpu:webasm      100ms   2.0×  300ms   3.0×',
    'gpu.js webgpu  10.0ms             –',
    'tfjs webgl      200ms             –',
    'jax-js wasm     400ms             –',
  ]);
  t.equal(bestGpu(product)?.contestant, 'gpu:webasm');
  t.end();
});

test('a step of a ladder shows what it gained', (t) => {
  const naive = {
    kind: 'ladder',
    group: 'ladder',
    case: 'naive',
    threads: 1,
    flops: 2e9,
    peak: 100e9,
    seconds: 1,
  } as const;
  const better = { ...naive, case: 'better', seconds: 0.05, before: 1 };
  t.deepEqual(layLadder('steps', [naive, better]), [
    'steps      time  GFLOP/s  of peak  gain',
    '───────────────────────────────────────',
    'naive    1.00s¹      2.0     2.0%',
    'better  50.0ms¹     40.0      40%   20×',
  ]);
  t.end();
});

test('the better number of threads and the best way count', (t) => {
  const peer = bestPeer(step) as Entry;
  t.deepEqual([peer.contestant, peer.threads, peer.variant], ['pytorch', 2, 'fused']);
  t.equal(ratio(step, peer), 2.5, '1 ms by 0.4 ms');
  t.end();
});

test('whoever did not take part has no column; one who missed a case has a dash', (t) => {
  const alone = { ...step, case: 'batch 1', entries: [entry('native', 1, 2)] };
  const [titles, , , , lonely] = layTable('step', [step, alone], columns);
  t.notOk(titles.includes('tfjs'));
  t.equal(lonely.replace(/\s+/g, ' '), 'batch 1 2.00s¹ – – –');
  t.end();
});

test('a full table and its legend fit 80 columns', (t) => {
  const all = columns.map(({ name }, i) => entry(name, 2, 123e-6 * [1, 20, 3.3, 1.2, 1.1, 300][i], 'wasm'));
  const wide = { ...step, case: '128→256, gradWeight', entries: all };
  t.ok(Math.max(...layTable('operations', [wide], columns).map((line) => line.length)) <= 80);
  t.ok(Math.max(...legend.map((line) => line.length)) <= 80);
  t.end();
});

test('a time has three digits and its unit', (t) => {
  const times = [1.234e-7, 402e-6, 999.6e-6, 1.4449e-3, 21.04e-3, 0.9996, 12.3];
  t.deepEqual(times.map(formatSeconds), ['0.12µs', '402µs', '1.00ms', '1.44ms', '21.0ms', '1.00s', '12.3s']);
  t.end();
});

test('the lower of the two roofs bounds a step', (t) => {
  const row: RooflineRow = {
    kind: 'roofline',
    group: 'train',
    case: 'batch 4',
    flops: 100,
    bytes: 40,
    flopsPerSecond: 50,
    bytesPerSecond: 10,
    measured: 8,
  };
  t.deepEqual(
    underTheRoof(row),
    { least: 4, bound: 'bandwidth' },
    '100 / 50 = 2 s of arithmetic, 40 / 10 = 4 s of memory',
  );
  t.deepEqual(underTheRoof({ ...row, bytesPerSecond: 40 }), { least: 2, bound: 'arithmetic' });
  t.equal((toJson(row) as { share: number }).share, 0.5);
  t.end();
});
