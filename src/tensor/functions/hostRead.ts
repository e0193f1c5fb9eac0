import type { NumberArray } from '../../dtype.ts';
import { DeviceError } from '../../errors.ts';
import type { Tensor } from '../tensor.ts';

/**
 * A tensor's numbers, for operations whose result has a shape that depends on them. Not to be written to.
 *
 * @param instead what to do on a device whose reads must be awaited.
 * @throws DeviceError there.
 */
export function readNow(operation: string, tensor: Tensor, instead: string): NumberArray {
  if (tensor.storage.backend.mustAwait) {
    throw new DeviceError(
      `${operation}: the result depends on numbers that must be awaited on ${tensor.device}; ${instead}`,
    );
  }
  return tensor.storage.read();
}
