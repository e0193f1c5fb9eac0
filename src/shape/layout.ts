import type { Shape } from './rowMajor.ts';

/**
 * 'last dimension is 3: looks like NHWC, use permute([0, 3, 1, 2])', where channels were expected in their place and
 * are found at the end; undefined where they are not, or could be a height or width as well.
 *
 * @param axes how many axes come after the channels.
 */
export function channelsLast(shape: Shape, channels: number, axes: number): string | undefined {
  const last = shape.length - 1;
  const place = last - axes;
  if (place < 0 || place > 1 || axes < 1 || shape[place] === channels || shape[last] !== channels) return undefined;
  const lengths = shape.slice(place, last);
  const isSquare = axes === 2 && lengths[0] === lengths[1];
  const isThin = channels <= 4 && lengths.every((length) => length > channels);
  if (axes > 1 && !isSquare && !isThin) return undefined;
  const letters = `${place === 1 ? 'N' : ''}${axes === 1 ? 'L' : 'HW'}C`;
  return `last dimension is ${channels}: looks like ${letters}, use permute([${turn(place, last).join(', ')}])`;
}

/** The same for a layer that takes any number of channels: square images whose last size is 1, 3 or 4. */
export function pixelsLast(image: Shape): string | undefined {
  const channels = image[image.length - 1];
  const [height, width] = image.slice(-3, -1);
  const isPicture = [1, 3, 4].includes(channels) && height === width && height > channels;
  return isPicture ? channelsLast(image, channels, 2) : undefined;
}

/** The axes in order, but the last one moved to `place`. */
function turn(place: number, last: number): number[] {
  const axes = Array.from({ length: last }, (_, axis) => axis);
  axes.splice(place, 0, last);
  return axes;
}
