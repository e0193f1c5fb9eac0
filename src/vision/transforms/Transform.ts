import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { checkImage, type Image } from '../../io/image.ts';
import { defaultGenerator } from '../../random/generator.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import { fromArray } from '../../tensor/fromArray.ts';
import { Tensor } from '../../tensor/tensor.ts';
import { imageOf, type Planes, planesOf } from '../planes.ts';

/**
 * Something that changes a picture. It is defined once, on planes; `apply` is the same thing for pictures and tensors.
 * A transform of your own extends this class.
 */
export abstract class Transform {
  /**
   * The changed picture. Never writes into its argument (a data set may have lent it), but may return it. Randomness
   * comes from `random` alone, so that a loader can repeat it. `into` is room for the result, where a loader has some;
   * a transform may leave it unused.
   */
  abstract transform(planes: Planes, random: RandomSource, into?: Float32Array): Planes;

  /**
   * Whether each number of the result depends on that one number of the picture and its channel, and on nothing else.
   * `Compose` then needs to compute it only once for each of the 256 bytes.
   */
  readonly isPointwise: boolean = false;

  /** What PyTorch prints for it. */
  abstract toString(): string;

  /**
   * Applies the transform to a picture, or to a tensor [channels, height, width] of uint8 or float32. A picture stays
   * a picture until `ToTensor` makes floats of it.
   *
   * @throws ShapeError, DTypeError if a tensor is not such a tensor.
   */
  apply(input: Image | Tensor, random: RandomSource = defaultGenerator): Image | Tensor {
    const planes = this.transform(toPlanes(this.constructor.name, input), random);
    return planes.data instanceof Uint8Array && !(input instanceof Tensor)
      ? imageOf(planes)
      : fromArray(planes.data, [planes.channels, planes.height, planes.width]);
  }
}

/** The planes of a picture or of a tensor, as a copy. */
export function toPlanes(operation: string, input: Image | Tensor): Planes {
  if (!(input instanceof Tensor)) {
    if (!(input?.data instanceof Uint8Array)) {
      throw new ArgumentError(operation, 'expects an Image { data, width, height, channels } or a Tensor');
    }
    checkImage(operation, input);
    return planesOf(input);
  }
  if (input.ndim !== 3) {
    throw new ShapeError(operation, 'expects one picture [channels, height, width]', { input: input.shape });
  }
  const data = input.toTypedArray();
  if ((input.dtype !== 'uint8' && input.dtype !== 'float32') || !isPlaneData(data)) {
    throw new DTypeError(operation, `expects uint8 or float32, but the input is ${input.dtype}`);
  }
  const [channels, height, width] = input.shape;
  return { data, channels, height, width };
}

function isPlaneData(data: object): data is Planes['data'] {
  return data instanceof Uint8Array || data instanceof Float32Array;
}
