import { ShapeError } from '../../errors.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

/** How many axes `strided` can walk. */
export const stridedAxes = 8;

const sizes = [
  'size1',
  'size2',
  'size3',
  'size4',
  'size5',
  'size6',
  'size7',
  'stride0',
  'stride1',
  'stride2',
  'stride3',
  'stride4',
  'stride5',
  'stride6',
  'stride7',
  'offset',
] as const;

/**
 * The output is seen as eight axes [size0, size1, … size7] (unused ones, in front, have size 1), and one step along an
 * axis moves `stride` elements through the input. size0 follows from the output's length. Strides may be 0 or negative.
 */
export type StridedSizes = SizesNamed<typeof sizes>;

/**
 * Reads its input in another order: permute, slice, flip, expand and diagonal are all this, with other strides.
 *
 *   output[i₀, … i₇] = input[offset + i₀·stride₀ + … + i₇·stride₇]
 */
export const strided: Kernel<StridedSizes> = {
  name: 'strided',
  inputs: ['input'],
  sizes,
  scalars: [],
  element,
  helpers: [],
};

// #region element
function element(this: Position<StridedSizes>, input: FlatArray): number {
  const { size1, size2, size3, size4, size5, size6, size7 } = this.constants;
  const { stride0, stride1, stride2, stride3, stride4, stride5, stride6, stride7, offset } = this.constants;
  // Peel the coordinates off the flat index, last axis first: what is left after axis k counts the axes before it.
  const x = this.thread.x;
  const left7 = Math.floor((x + 0.5) / size7);
  const left6 = Math.floor((left7 + 0.5) / size6);
  const left5 = Math.floor((left6 + 0.5) / size5);
  const left4 = Math.floor((left5 + 0.5) / size4);
  const left3 = Math.floor((left4 + 0.5) / size3);
  const left2 = Math.floor((left3 + 0.5) / size2);
  const left1 = Math.floor((left2 + 0.5) / size1);
  let from = offset + left1 * stride0 + (left2 - left1 * size1) * stride1 + (left3 - left2 * size2) * stride2;
  from += (left4 - left3 * size3) * stride3 + (left5 - left4 * size4) * stride4 + (left6 - left5 * size5) * stride5;
  return input[from + (left7 - left6 * size6) * stride6 + (x - left7 * size7) * stride7];
}
// #endregion

/**
 * The sizes of a strided read: `shape` of the output, and the input's `strides` along its axes.
 *
 * @throws ShapeError if more than eight axes are left when neighbours that are walked as one are made one.
 */
export function stridedSizes(shape: readonly number[], strides: readonly number[], offset = 0): StridedSizes {
  const isEmpty = shape.includes(0); // then there is nothing to walk, and the walk has no axes
  const [n, s] = isEmpty ? [[], []] : collapse(shape, strides);
  if (n.length > stridedAxes) {
    const rule = `moves at most ${stridedAxes} axes (neighbours that stay together count as one), but this takes ${n.length}`;
    throw new ShapeError('strided', rule, { output: shape });
  }
  const first = stridedAxes - n.length;
  const size = (axis: number) => (axis < first ? 1 : n[axis - first]);
  const stride = (axis: number) => (axis < first ? 0 : s[axis - first]);
  return {
    size1: size(1),
    size2: size(2),
    size3: size(3),
    size4: size(4),
    size5: size(5),
    size6: size(6),
    size7: size(7),
    stride0: stride(0),
    stride1: stride(1),
    stride2: stride(2),
    stride3: stride(3),
    stride4: stride(4),
    stride5: stride(5),
    stride6: stride(6),
    stride7: stride(7),
    offset: isEmpty ? 0 : offset,
  };
}

/** Axes of size 1 dropped, and neighbours that are walked as one made one. */
function collapse(shape: readonly number[], strides: readonly number[]): [sizes: number[], strides: number[]] {
  const sizes: number[] = [];
  const steps: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const last = sizes.length - 1;
    if (shape[axis] === 1) continue;
    if (last >= 0 && steps[last] === strides[axis] * shape[axis]) {
      sizes[last] *= shape[axis];
      steps[last] = strides[axis];
    } else {
      sizes.push(shape[axis]);
      steps.push(strides[axis]);
    }
  }
  return [sizes, steps];
}
