import { ArgumentError, ShapeError } from '../../errors.ts';
import { cut as cutOperation } from '../../ops/move/cut.ts';
import { requireInteger } from '../../options.ts';
import { wholeCut } from '../../shape/cut.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axisOf, requireList } from './arguments.ts';
import { reshape } from './move.ts';

/**
 * `length` neighbours along axis `dim`, from `start` on (negative counts from the end). A copy, and so are all pieces
 * that the functions below give.
 *
 * @throws ShapeError if they do not lie inside the axis.
 */
export function narrow(input: Tensor, dim: number, start: number, length: number): Tensor {
  const axis = axisOfSeveral('narrow', dim, input);
  const size = input.shape[axis];
  const first = start < 0 ? start + size : start;
  requireInteger('narrow', 'length', length, 0);
  if (!Number.isInteger(first) || first < 0 || first + length > size) {
    const rule = `start ${start} and length ${length} do not lie inside axis ${axis} of size ${size}`;
    throw new ShapeError('narrow', rule, { input: input.shape });
  }
  return piece(input, axis, first, length);
}

/** The slice at one place of axis `dim`, which disappears. @throws ShapeError if there is no such place. */
export function select(input: Tensor, dim: number, index: number): Tensor {
  const axis = axisOfSeveral('select', dim, input);
  const size = input.shape[axis];
  const place = index < 0 ? index + size : index;
  if (!Number.isInteger(place) || place < 0 || place >= size) {
    const rule = `index ${index} is out of range for axis ${axis} of size ${size}`;
    throw new ShapeError('select', rule, { input: input.shape });
  }
  return withoutAxis(piece(input, axis, place, 1), axis);
}

/** Every slice along axis `dim`, which disappears. */
export function unbind(input: Tensor, dim = 0): Tensor[] {
  const axis = axisOfSeveral('unbind', dim, input);
  return Array.from({ length: input.shape[axis] }, (_, place) => withoutAxis(piece(input, axis, place, 1), axis));
}

/**
 * Pieces of `size` along axis `dim` (the last may be smaller), or one piece for each of the given sizes.
 *
 * @throws ShapeError if given sizes do not add up to the axis.
 */
export function split(input: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  const axis = axisOfSeveral('split', dim, input);
  const whole = input.shape[axis];
  if (typeof size === 'number') {
    requireInteger('split', 'size', size, whole === 0 ? 0 : 1);
    return pieces(input, axis, equalSizes(whole, size));
  }
  requireList('split', 'size', size);
  for (const part of size) requireInteger('split', 'a size', part, 0);
  const total = size.reduce((sum, part) => sum + part, 0);
  if (total !== whole) {
    const rule = `sizes ${size.join(' + ') || 'of nothing'} = ${total} do not add up to axis ${axis} of size ${whole}`;
    throw new ShapeError('split', rule, { input: input.shape });
  }
  return pieces(input, axis, size);
}

/** At most `chunks` pieces of equal size, ⌈size / chunks⌉, along axis `dim`; the last may be smaller. */
export function chunk(input: Tensor, chunks: number, dim = 0): Tensor[] {
  const axis = axisOfSeveral('chunk', dim, input);
  requireInteger('chunk', 'chunks', chunks, 1);
  const whole = input.shape[axis];
  // An empty axis gives as many empty pieces as were asked for.
  const sizes = whole === 0 ? new Array<number>(chunks).fill(0) : equalSizes(whole, Math.ceil(whole / chunks));
  return pieces(input, axis, sizes);
}

/**
 * Exactly `sections` pieces along axis `dim`, the first ones larger by one where it does not divide; or, for a list,
 * the pieces between those places (as slices: negative counts from the end, and out of range is cut short).
 */
export function tensorSplit(input: Tensor, sections: number | readonly number[], dim = 0): Tensor[] {
  const axis = axisOfSeveral('tensorSplit', dim, input);
  const size = input.shape[axis];
  if (typeof sections === 'number') {
    requireInteger('tensorSplit', 'sections', sections, 1);
    const larger = size % sections;
    const sizes = Array.from({ length: sections }, (_, k) => Math.floor(size / sections) + (k < larger ? 1 : 0));
    return pieces(input, axis, sizes);
  }
  requireList('tensorSplit', 'sections', sections);
  if (sections.some((place) => !Number.isInteger(place))) {
    throw new ArgumentError('tensorSplit', `places must be integers, but are [${sections.join(', ')}]`);
  }
  const bounds = [...sections.map((place) => Math.min(Math.max(place < 0 ? place + size : place, 0), size)), size];
  return bounds.map((end, k) => {
    const start = k === 0 ? 0 : bounds[k - 1];
    return piece(input, axis, start, Math.max(end - start, 0));
  });
}

/** As many pieces of `size` as fit into `whole`, and the rest; at least one piece. */
function equalSizes(whole: number, size: number): number[] {
  const count = Math.max(size === 0 ? 1 : Math.ceil(whole / size), 1);
  return Array.from({ length: count }, (_, k) => Math.min(size, whole - k * size));
}

function pieces(input: Tensor, axis: number, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((size) => {
    const result = piece(input, axis, start, size);
    start += size;
    return result;
  });
}

function piece(input: Tensor, axis: number, start: number, size: number): Tensor {
  const cuts = input.shape.map((whole, other) => (other === axis ? { start, step: 1, size } : wholeCut(whole)));
  return apply(cutOperation, [input], { cuts });
}

function withoutAxis(input: Tensor, axis: number): Tensor {
  return reshape(
    input,
    input.shape.filter((_, other) => other !== axis),
  );
}

/** The axis, of a tensor that must have one. */
function axisOfSeveral(operation: string, dim: number, input: Tensor): number {
  if (input.ndim === 0) {
    throw new ShapeError(operation, 'a scalar has no axis to cut', { input: input.shape });
  }
  return axisOf(operation, dim, input);
}
