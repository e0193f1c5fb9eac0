import type { Operation } from '../../autograd/operation.ts';
import type { Backend } from '../../backends/backend.ts';
import { upload } from '../../backends/storage.ts';
import type { NumberArray } from '../../dtype.ts';

/** Where from and where to; and the numbers, which on some devices had to be awaited. */
export interface TransferParams {
  readonly from: Backend;
  readonly to: Backend;
  readonly numbers: NumberArray;
}

/**
 * The same numbers on another device. The gradient goes back to the first device.
 *
 * Forward is given the numbers. Backward reads the gradient: coming back from a device that must be awaited is that
 * device's error, and the way out is to make the leaf there.
 */
export const transfer: Operation<TransferParams> = {
  name: 'to',
  forward(_run, [{ shape, storage }], { to, numbers }) {
    return { output: upload(to, numbers, shape, storage.dtype), saved: {} };
  },
  backward(_run, { gradOutput: { shape, storage }, params: { from } }) {
    return [upload(from, storage.read().slice(), shape, storage.dtype)];
  },
};
