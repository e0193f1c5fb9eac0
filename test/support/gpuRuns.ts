import type { GpuBackend } from '../../src/backends/gpu/backend.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';

// What a page loads too: nothing here needs Node.

export type KernelName = keyof typeof kernels;

/** A run of a kernel on a device, where every number is a float32. */
export interface GpuRun {
  readonly name: KernelName;
  readonly inputs: readonly Float32Array[];
  readonly sizes: object;
  readonly scalars: readonly number[];
  readonly length: number;
}

/**
 * The outputs of many runs, by the backend itself: what is tested is what tensors use. A kernel runs as it is defined, or
 * by the steps that the backend has for it.
 */
export async function computeOn(
  backend: GpuBackend,
  runs: readonly GpuRun[],
  how: 'as defined' | 'in steps' = 'as defined',
): Promise<Float32Array[]> {
  const outputs: Float32Array[] = [];
  for (const { name, inputs, sizes, scalars, length } of runs) {
    // By another name it runs as it is defined: no lowering knows it.
    const alias = how === 'as defined' ? `${name} itself` : name;
    const kernel = { ...kernels[name], name: alias } as unknown as Kernel<object>;
    const handles = inputs.map((input) => backend.upload(input, 'float32'));
    const output = backend.run(kernel, handles, { sizes, scalars, dtype: 'float32', length });
    outputs.push((await backend.readAsync(output)).slice() as Float32Array);
    for (const handle of [...handles, output]) backend.release(handle);
  }
  return outputs;
}
