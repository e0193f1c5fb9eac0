import test from 'tape';
import { openGpu } from '../../src/backends/gpu/open.ts';
import { difference, everyKernelComputes, gpuRuns, noWrongPlaceIsRead } from '../support/gpuDifference.ts';
import { computeOn, type GpuRun } from '../support/gpuRuns.ts';

// gpu.js compiles every kernel from its source text and must compute what the reference loop computes. In mode cpu it
// makes JavaScript of it, in mode webasm WebAssembly in float32; NaN, infinities and indices out of range are among the
// inputs. The modes that need a GPU, or a program that plays one, are compared in test/gpu/kernels by the same tables.

const on = (mode: 'cpu' | 'webasm') => async (runs: readonly GpuRun[]) => computeOn(await openGpu(mode), runs);

test('gpu.js in mode cpu computes every kernel as the reference does, to the bit', async (t) => {
  await everyKernelComputes(t, on('cpu'), 'exact');
});

test('gpu.js in mode webasm computes every kernel as the reference does, as far as float32 goes', async (t) => {
  await everyKernelComputes(t, on('webasm'), 'float32');
});

for (const mode of ['cpu', 'webasm'] as const) {
  test(`in mode ${mode} no index out of range reads a neighbour's number`, async (t) => {
    await noWrongPlaceIsRead(t, on(mode));
  });
}

test('a kernel that computes something else is found', async (t) => {
  const [run] = gpuRuns('add');
  const [other] = await on('cpu')([{ ...run, name: 'mul' }]);
  t.match(difference(run, other, 'float32') ?? '', /by definition/);
});

test('a kernel that reads a wrong place is found', async (t) => {
  const results: boolean[] = [];
  const watch = { ok: () => {}, deepEqual: (wrong: readonly number[]) => results.push(wrong.length === 0) };
  // What a shader makes of a place that there is not: the nearest one that there is.
  const careless = async (runs: readonly GpuRun[]) =>
    runs.map(({ inputs, length }) => new Float32Array(length).fill(inputs[0][0]));
  await noWrongPlaceIsRead(watch as unknown as test.Test, careless);
  t.notOk(results.includes(true));
});
