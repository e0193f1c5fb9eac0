import type { Image } from '../../io/image.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Planes } from '../planes.ts';
import { Transform } from './Transform.ts';

/** Bytes 0…255 become floats 0…1, and pixels become planes: [height, width, channels] → [channels, height, width]. */
export class ToTensor extends Transform {
  override readonly isPointwise = true;
  override apply(input: Image | Tensor, random?: RandomSource): Tensor {
    return super.apply(input, random) as Tensor; // float planes always leave as a tensor
  }

  transform(planes: Planes): Planes {
    const { data } = planes;
    if (!(data instanceof Uint8Array)) {
      return planes;
    }
    const floats = new Float32Array(data.length);
    for (let index = 0; index < data.length; index++) {
      floats[index] = data[index] / 255;
    }
    return { ...planes, data: floats };
  }

  toString(): string {
    return 'ToTensor()';
  }
}
