import type { Operation } from '../../autograd/operation.ts';
import type { Backend } from '../../backends/backend.ts';
import { upload } from '../../backends/storage.ts';
import type { NumberArray } from '../../dtype.ts';
import { DeviceError } from '../../errors.ts';

/** Where from and where to; and the numbers, which on some devices had to be awaited. */
export interface TransferParams {
  readonly from: Backend;
  readonly to: Backend;
  readonly numbers: NumberArray;
}

/**
 * The same numbers on another device. The gradient goes back to the first device.
 *
 * Forward is given the numbers. Backward reads the gradient.
 *
 * @throws DeviceError in backward if the gradient would have to be awaited.
 */
export const transfer: Operation<TransferParams> = {
  name: 'to',
  forward(_run, [{ shape, storage }], { to, numbers }) {
    return { output: upload(to, numbers, shape, storage.dtype), saved: {} };
  },
  backward(_run, { gradOutput: { shape, storage }, params: { from } }) {
    if (storage.backend.mustAwait) {
      const there = storage.backend.name;
      throw new DeviceError(
        `to: the gradient lies on ${there}, where it must be awaited, and backward cannot bring it back to ${from.name}. ` +
          `Make the leaf on ${there}, and its gradient stays there: tensor(…, { device: '${there}', requiresGrad: true }).`,
      );
    }
    return [upload(from, storage.read().slice(), shape, storage.dtype)];
  },
};
