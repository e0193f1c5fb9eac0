import { ArgumentError } from '../../errors.ts';
import { emptyPlanes, type Planes } from '../planes.ts';

/** What lies around a picture: a constant, its edge repeated, or its mirror image without or with the edge. */
export type PaddingMode = 'constant' | 'edge' | 'reflect' | 'symmetric';
export const paddingModes: readonly PaddingMode[] = ['constant', 'edge', 'reflect', 'symmetric'];

/** A rectangle of a picture in pixels; it may reach over the picture's edges. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** How what lies outside is filled. */
export interface Surroundings {
  readonly fill: number;
  readonly paddingMode: PaddingMode;
}

/**
 * The rectangle cut out of the picture. Cropping and padding are both this: one cuts inside, the other beyond.
 *
 * @throws ArgumentError if a mirror would have to reach further than the picture is large.
 */
export function cut(operation: string, planes: Planes, rectangle: Rectangle, around: Surroundings): Planes {
  const { data, channels, height, width } = planes;
  const out = emptyPlanes(planes, { height: rectangle.height, width: rectangle.width });
  const rows = sourcePositions(operation, height, [rectangle.top, rectangle.height], around.paddingMode);
  const columns = sourcePositions(operation, width, [rectangle.left, rectangle.width], around.paddingMode);
  let target = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let outY = 0; outY < rows.length; outY++) {
      const y = rows[outY];
      const row = (channel * height + y) * width;
      for (let outX = 0; outX < columns.length; outX++) {
        const x = columns[outX];
        out.data[target++] = x < 0 || y < 0 ? around.fill : data[row + x];
      }
    }
  }
  return out;
}

/** Which input position each of `count` positions from `start` on shows; −1 where it shows the fill. */
function sourcePositions(
  operation: string,
  size: number,
  [start, count]: readonly [number, number],
  mode: PaddingMode,
): Int32Array {
  const beyond = Math.max(-start, start + count - size);
  const largest = { constant: Infinity, edge: Infinity, reflect: size - 1, symmetric: size }[mode];
  if (beyond > largest) {
    throw new ArgumentError(
      operation,
      `paddingMode '${mode}' can pad ${size} pixels by at most ${largest}, but ${beyond} are asked for`,
    );
  }
  const positions = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    positions[index] = sourcePosition(start + index, size, mode);
  }
  return positions;
}

function sourcePosition(position: number, size: number, mode: PaddingMode): number {
  if (position >= 0 && position < size) return position;
  if (mode === 'constant') return -1;
  if (mode === 'edge') return position < 0 ? 0 : size - 1;
  // Without the edge the mirror stands on the last pixel, with it behind that.
  const edge = mode === 'symmetric' ? 1 : 0;
  return position < 0 ? -position - edge : 2 * (size - 1) - position + edge;
}
