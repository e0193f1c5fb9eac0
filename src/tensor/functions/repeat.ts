import { ShapeError } from '../../errors.ts';
import { cast } from '../../ops/pointwise/cast.ts';
import { requireInteger } from '../../options.ts';
import { checkShape } from '../../shape/checkShape.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { apply, Tensor } from '../tensor.ts';
import { axisOf, requireList } from './arguments.ts';
import { expandTo } from './common.ts';
import { readNow } from './hostRead.ts';
import { chooseSlices } from './indices.ts';
import { expand, flatten, reshape } from './move.ts';

/** Axes of size 1 repeated to the shape of another tensor. */
export function expandAs(input: Tensor, other: Tensor): Tensor {
  return expand(input, other.shape);
}

/** What `expand` is, without −1: the tensor as broadcasting sees it beside one of this shape. */
export function broadcastTo(input: Tensor, shape: Shape): Tensor {
  return expand(input, shape);
}

/**
 * The tensor laid side by side with itself, `repeats[k]` times along axis k; further repeats make new axes in front.
 *
 * @throws ShapeError if there are fewer repeats than axes, or one is no non-negative integer.
 */
export function repeat(input: Tensor, repeats: number | readonly number[]): Tensor {
  const counts = typeof repeats === 'number' ? [repeats] : repeats;
  requireList('repeat', 'repeats', counts);
  if (counts.length < input.ndim) {
    const rule = `needs a count for every axis, but repeats [${counts.join(', ')}] has ${counts.length}`;
    throw new ShapeError('repeat', rule, { input: input.shape });
  }
  return repeated('repeat', input, counts);
}

/** `repeat`, where missing counts, those of the first axes, are 1. */
export function tile(input: Tensor, dims: number | readonly number[]): Tensor {
  const counts = typeof dims === 'number' ? [dims] : dims;
  requireList('tile', 'dims', counts);
  return repeated('tile', input, [...new Array<number>(Math.max(input.ndim - counts.length, 0)).fill(1), ...counts]);
}

function repeated(operation: string, input: Tensor, counts: readonly number[]): Tensor {
  for (const count of counts) requireInteger(operation, 'repeats', count, 0);
  const shape = [...new Array<number>(counts.length - input.ndim).fill(1), ...input.shape];
  checkShape(
    operation,
    shape.map((size, axis) => size * counts[axis]),
  );
  let result = reshape(input, shape);
  if (counts.every((count) => count === 1)) return apply(cast, [result], { dtype: input.dtype }); // a copy, as always
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (counts[axis] !== 1) result = repeatAxis(result, axis, counts[axis], 'whole');
  }
  return result;
}

/**
 * One axis repeated, as a whole (a b a b) or each element (a a b b): [size] seen as [1, size] or [size, 1], expanded to
 * [count, size] or [size, count], and seen as [count · size].
 */
function repeatAxis(input: Tensor, axis: number, count: number, what: 'whole' | 'each'): Tensor {
  const { shape } = input;
  const before = shape.slice(0, axis);
  const after = shape.slice(axis + 1);
  const size = shape[axis];
  const apart = what === 'whole' ? [1, size] : [size, 1];
  const full = what === 'whole' ? [count, size] : [size, count];
  const expanded = expandTo(reshape(input, [...before, ...apart, ...after]), [...before, ...full, ...after]);
  return reshape(expanded, [...before, size * count, ...after]);
}

/**
 * Every element (or slice along `dim`) repeated in place: a a b b. Without `dim`, of the flattened tensor.
 *
 * @param repeats how often: one number, or a tensor of integers with a count for each, which is read on the host.
 * @throws ShapeError if there are not as many counts as slices. ArgumentError if a count is no non-negative integer.
 *   DeviceError for a tensor of counts on a device whose reads must be awaited.
 */
export function repeatInterleave(input: Tensor, repeats: number | Tensor, dim?: number): Tensor {
  const along = dim === undefined || input.ndim === 0 ? flatten(input) : input;
  const axis = axisOf('repeatInterleave', dim ?? 0, along);
  const size = along.shape[axis];
  if (!(repeats instanceof Tensor)) {
    requireInteger('repeatInterleave', 'repeats', repeats, 0);
    checkShape(
      'repeatInterleave',
      along.shape.map((length, other) => (other === axis ? length * repeats : length)),
    );
    return repeatAxis(along, axis, repeats, 'each');
  }
  if (repeats.ndim > 1 || (repeats.numel !== 1 && repeats.numel !== size)) {
    const rule = `needs one count, or one for each of the ${size} slices of axis ${axis}`;
    throw new ShapeError('repeatInterleave', rule, { input: input.shape, repeats: repeats.shape });
  }
  const counts = readNow('repeatInterleave', repeats, 'pass a number, or await repeats.toTypedArrayAsync() first');
  const chosen: number[] = [];
  for (let k = 0; k < size; k++) {
    const count = counts[counts.length === 1 ? 0 : k];
    requireInteger('repeatInterleave', 'repeats', count, 0);
    for (let i = 0; i < count; i++) chosen.push(k);
  }
  return chooseSlices(along, axis, chosen);
}
