import type { InputForm } from '../autograd/operation.ts';
import type { Run } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { fill } from '../kernels/pointwise/fill.ts';

/** Zeros that look like a tensor known by its form, on the device of `like`. */
export function zeros(run: Run, { shape, dtype }: InputForm, like: NdArray): NdArray {
  return run(fill, [], { sizes: {}, scalars: [0], shape, dtype, like });
}
