import type { Handle } from '../../../src/backends/backend.ts';
import type { Mode } from '../../../src/backends/gpu/driver.ts';
import { openGpu } from '../../../src/backends/gpu/open.ts';
import { kernels } from '../../../src/kernels/all.ts';
import { computeOn } from '../../support/gpuRuns.ts';
import { type PackedRun, pack, unpack } from './packed.ts';

/** The outputs of many runs of kernels, computed in this page. */
export async function compute(
  mode: Mode,
  runs: readonly PackedRun[],
  how: 'as defined' | 'in steps' = 'as defined',
): Promise<string[]> {
  const unpacked = runs.map((run) => ({ ...run, inputs: run.inputs.map(unpack), scalars: [...unpack(run.scalars)] }));
  return (await computeOn(await openGpu(mode), unpacked, how)).map(pack);
}

/**
 * Makes `count` arrays of different lengths, uses the kernels that made them once more, and so many others that those
 * are let go of. Gives the lengths of the arrays that are not as they were.
 */
export async function outliveTheirKernels(mode: Mode, count: number): Promise<number[]> {
  const backend = await openGpu(mode);
  const rest = { sizes: {}, dtype: 'float32' } as const;
  const lengths = Array.from({ length: count }, (_, i) => i + 1);
  const kept = lengths.map((length) => {
    const numbers = backend.upload(new Float32Array(length).fill(length), 'float32');
    backend.upload(new Float32Array(length), 'float32');
    const sum = backend.run(kernels.add, [numbers, numbers], { ...rest, scalars: [], length });
    for (const kernel of [kernels.add, kernels.sub, kernels.mul]) {
      backend.run(kernel, [sum, numbers], { ...rest, scalars: [], length });
    }
    return { numbers, sum };
  });
  const isFull = (handle: Handle, value: number) => backend.read(handle).every((number) => number === value);
  return lengths.filter((length, i) => !isFull(kept[i].numbers, length) || !isFull(kept[i].sum, 2 * length));
}
