import { upload } from '../../backends/storage.ts';
import { newArray } from '../../dtype.ts';
import { ShapeError } from '../../errors.ts';
import { Tensor } from '../tensor.ts';

/** @throws ShapeError unless the bias, if there is one, has a number for each channel that comes out. */
export function requireBias(operation: string, bias: Tensor | undefined, outChannels: number): void {
  if (bias !== undefined && (bias.ndim !== 1 || bias.shape[0] !== outChannels)) {
    throw new ShapeError(operation, `bias must be [${outChannels}], a number for each output channel`, {
      bias: bias.shape,
    });
  }
}

/** The bias of a convolution that has none. */
export function zeroBias(weight: Tensor): Tensor {
  const channels = weight.shape[0];
  return new Tensor(upload(weight.storage.backend, newArray(weight.dtype, channels), [channels], weight.dtype));
}
