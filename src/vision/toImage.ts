import { ShapeError } from '../errors.ts';
import { checkImage, type Image } from '../io/image.ts';
import { Tensor } from '../tensor/tensor.ts';
import { imageOf } from './planes.ts';

/**
 * The picture that a tensor [channels, height, width] or [height, width] shows: floats from 0 to 1, or bytes. What lies
 * beyond is black or white. A picture passes as it is.
 *
 * @throws ShapeError unless there are one or three channels.
 */
export function toImage(picture: Tensor | Image): Image {
  if (!(picture instanceof Tensor)) {
    checkImage('toImage', picture);
    return picture;
  }
  const { shape } = picture;
  const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape;
  if ((shape.length !== 2 && shape.length !== 3) || (channels !== 1 && channels !== 3)) {
    throw new ShapeError(
      'toImage',
      'expects [channels, height, width] with 1 or 3 channels, or [height, width]. makeGrid makes one picture of many',
      { picture: shape },
    );
  }
  const numbers = picture.toTypedArray();
  if (numbers instanceof Uint8Array && picture.dtype === 'uint8') {
    return imageOf({ data: numbers, channels, height, width });
  }
  // Half a step up before the fraction is cut off: each byte stands for equally many floats.
  const data = Uint8Array.from(numbers, (number) => Math.min(Math.max(number * 255 + 0.5, 0), 255));
  return imageOf({ data, channels, height, width });
}
