import type { InputForm } from '../autograd/operation.ts';
import type { RunRequest } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';

const noSizes = {};

/** The request for a pointwise kernel whose output looks like `input`. */
export function likeInput({ shape, storage }: NdArray, scalars: readonly number[] = []): RunRequest<object> {
  return { sizes: noSizes, scalars, shape, dtype: storage.dtype };
}

/** The request for a pointwise kernel whose output looks like an input that is known by its form only. */
export function likeForm({ shape, dtype }: InputForm, scalars: readonly number[] = []): RunRequest<object> {
  return { sizes: noSizes, scalars, shape, dtype };
}
