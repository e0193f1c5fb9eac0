import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { coordinatesOf } from './reads.ts';

/**
 * How the tensors of a windowed operation look to whoever asks. The kernels see planes with height and width, always; a
 * single image has no images axis, and a row, which is pooled as an image of height 1, has no height.
 */
export interface Seen {
  /** The axes before height and width: [images, channels], or [channels]. */
  readonly leading: Shape;
  readonly isRow: boolean;
}

/** An output's planes. */
export interface Planes {
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/**
 * How the output of a pooling is seen by someone who reads it in the shape `asked`, where the operation gave it the shape
 * `made`: a 1-d operation gave it one axis more. Where it is read quite otherwise (flattened), as the operation made it.
 */
export function seenAs(asked: Shape, made: Shape, { count, height, width }: Planes): Seen {
  const isLike = elementCount(asked) === count * height * width && asked.at(-1) === width;
  if (isLike && height === 1 && asked.length >= 2 && asked.length === made.length - 1) {
    return { leading: asked.slice(0, -1), isRow: true };
  }
  const shape = isLike && asked.at(-2) === height ? asked : made;
  const isPlanes = shape.at(-1) === width && shape.at(-2) === height;
  return { leading: isPlanes ? shape.slice(0, -2) : [count], isRow: false };
}

/** What is told down and across, for the axes that are seen. */
export function along<Told>({ isRow }: Seen, down: Told, across: Told): Told[] {
  return isRow ? [across] : [down, across];
}

/** The coordinates of a cell in a plane. */
export function cellOf(seen: Seen, plane: number, y: number, x: number): number[] {
  return [...coordinatesOf(plane, seen.leading), ...along(seen, y, x)];
}

/** The shape of a tensor with such planes. */
export function shapeOf(seen: Seen, height: number, width: number): Shape {
  return [...seen.leading, ...along(seen, height, width)];
}
