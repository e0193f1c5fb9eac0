import { ShapeError } from '../../errors.ts';
import { product } from '../../history/advice.ts';
import { permute as permuteOperation } from '../../ops/move/permute.ts';
import { reshape as reshapeOperation } from '../../ops/move/reshape.ts';
import { checkShape } from '../../shape/checkShape.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesInOrder, axisOf, requireList } from './arguments.ts';
import { expandTo } from './common.ts';

// The functions down to `unsqueeze` only see the same numbers in another shape: what they give shares its numbers with
// the input. Everything after them copies.

/**
 * The same numbers, shared, in another shape. One size may be −1: it is what the others leave.
 *
 * @throws ShapeError if the shapes hold different counts.
 */
export function reshape(input: Tensor, shape: Shape): Tensor {
  return reshaped('reshape', input, shape);
}

/** What `reshape` is: tensors are always contiguous here. */
export function view(input: Tensor, shape: Shape): Tensor {
  return reshaped('view', input, shape);
}

/** In the shape of another tensor of as many elements. */
export function viewAs(input: Tensor, other: Tensor): Tensor {
  return reshaped('viewAs', input, other.shape);
}

/** The input in the shape that `sizes` say; messages tell which function was asked for what. */
function reshaped(name: string, input: Tensor, sizes: Shape): Tensor {
  return apply(reshapeOperation, [input], { shape: completeShape(name, input.shape, sizes), as: { name, sizes } });
}

/**
 * `wanted`, with −1 replaced by what the other sizes leave of the elements: those of `given`, or of one axis of it.
 */
function completeShape(operation: string, given: Shape, wanted: Shape, axis?: number): Shape {
  requireList(operation, 'the shape', wanted);
  const count = axis === undefined ? elementCount(given) : given[axis];
  const holes = wanted.filter((size) => size === -1).length;
  if (holes > 1 || wanted.some((size) => !Number.isSafeInteger(size) || size < -1)) {
    const rule = `sizes must be non-negative integers, at most one of them −1; asked for [${wanted.join(', ')}]`;
    throw new ShapeError(operation, rule, { input: given });
  }
  const known = elementCount(wanted.filter((size) => size !== -1));
  if (holes === 1 && (known === 0 || count % known !== 0)) {
    const value = known === 0 ? '' : ` = ${Number((count / known).toFixed(3))}`;
    const rule = `−1 would be ${count} / ${known}${value}, which is no integer; asked for [${wanted.join(', ')}]`;
    throw new ShapeError(operation, rule + flattenAdvice(given, wanted), { input: given });
  }
  const complete = wanted.map((size) => (size === -1 ? count / known : size));
  if (elementCount(complete) !== count) {
    const rule = `${count} elements do not fill [${wanted.join(', ')}], which has ${elementCount(complete)}`;
    throw new ShapeError(operation, rule, { input: given });
  }
  return complete;
}

/** What to do instead of making rows of a batch of images. */
function flattenAdvice(given: Shape, wanted: Shape): string {
  const isBatch = given.length > 2 && wanted.length === 2 && wanted[0] === -1;
  return isBatch ? `. flatten(1) keeps the ${given[0]}, of ${product(given.slice(1))} each` : '';
}

/** Axes `startDim` to `endDim` made one. */
export function flatten(input: Tensor, startDim = 0, endDim = -1): Tensor {
  const start = axisOf('flatten', startDim, input);
  const end = axisOf('flatten', endDim, input);
  if (start > end) {
    throw new ShapeError('flatten', `startDim ${startDim} comes after endDim ${endDim}`, { input: input.shape });
  }
  const { shape } = input;
  const middle = elementCount(shape.slice(start, end + 1));
  const flat = [...shape.slice(0, start), middle, ...shape.slice(end + 1)];
  return apply(reshapeOperation, [input], { shape: flat, as: { name: 'flatten' } });
}

/** One axis made several, of `sizes`, one of which may be −1. @throws ShapeError if they do not fill the axis. */
export function unflatten(input: Tensor, dim: number, sizes: Shape): Tensor {
  const axis = axisOf('unflatten', dim, input);
  const { shape } = input;
  requireList('unflatten', 'sizes', sizes);
  if (shape.length === 0 || sizes.length === 0) {
    throw new ShapeError('unflatten', 'needs an axis to divide, and at least one size', { input: shape, sizes });
  }
  const complete = completeShape('unflatten', shape, sizes, axis);
  const parted = [...shape.slice(0, axis), ...complete, ...shape.slice(axis + 1)];
  return apply(reshapeOperation, [input], { shape: parted, as: { name: 'unflatten' } });
}

/** Without the axes of size 1; with `dim`, without those of the named axes that have size 1. */
export function squeeze(input: Tensor, dim?: number | readonly number[]): Tensor {
  const axes = dim === undefined ? undefined : axesInOrder('squeeze', dim, input);
  const shape = input.shape.filter((size, axis) => size !== 1 || !(axes?.includes(axis) ?? true));
  return apply(reshapeOperation, [input], { shape, as: { name: 'squeeze' } });
}

/** With a new axis of size 1, which becomes axis `dim` of the result. @throws ShapeError if there is no such place. */
export function unsqueeze(input: Tensor, dim: number): Tensor {
  const { shape } = input;
  const axis = dim < 0 ? dim + input.ndim + 1 : dim;
  if (!Number.isInteger(axis) || axis < 0 || axis > input.ndim) {
    const rule = `dim must be an integer in ${-input.ndim - 1} … ${input.ndim}, but is ${dim}`;
    throw new ShapeError('unsqueeze', rule, { input: shape });
  }
  const widened = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return apply(reshapeOperation, [input], { shape: widened, as: { name: 'unsqueeze' } });
}

/** Axes in another order; a copy. @throws ShapeError unless `dims` names every axis once. */
export function permute(input: Tensor, dims: readonly number[]): Tensor {
  requireList('permute', 'dims', dims);
  if (dims.length !== input.ndim) {
    const rule = `dims [${dims.join(', ')}] must name all ${input.ndim} axes, but name ${dims.length}`;
    throw new ShapeError('permute', rule + batchAdvice(dims, input.ndim), { input: input.shape });
  }
  const axes = dims.map((dim) => axisOf('permute', dim, input));
  if (new Set(axes).size !== axes.length) {
    throw new ShapeError('permute', `dims [${dims.join(', ')}] must name every axis once`, { input: input.shape });
  }
  return apply(permuteOperation, [input], { dims: axes });
}

/** The same order of axes with a batch in front that was forgotten, or without one that is not there. */
function batchAdvice(dims: readonly number[], axes: number): string {
  const isPlain = dims.every((dim) => Number.isInteger(dim) && dim >= 0);
  if (isPlain && dims.length === axes - 1) {
    return `: [${[0, ...dims.map((dim) => dim + 1)].join(', ')}] leaves the batch in front`;
  }
  if (isPlain && dims.length === axes + 1 && dims[0] === 0) {
    return `: without a batch, [${dims
      .slice(1)
      .map((dim) => dim - 1)
      .join(', ')}]`;
  }
  return '';
}

/** Two axes exchanged; a copy. */
export function transpose(input: Tensor, dim0: number, dim1: number): Tensor {
  return exchange('transpose', input, dim0, dim1);
}

/** What `transpose` is. */
export function swapaxes(input: Tensor, axis0: number, axis1: number): Tensor {
  return exchange('swapaxes', input, axis0, axis1);
}

/** A matrix with rows and columns exchanged; a copy. Vectors and scalars stay. @throws ShapeError beyond two axes. */
export function t(input: Tensor): Tensor {
  if (input.ndim > 2) {
    throw new ShapeError('t', `expects at most 2 axes, but there are ${input.ndim}. Use transpose(dim0, dim1)`, {
      input: input.shape,
    });
  }
  return exchange('t', input, 0, -1);
}

function exchange(operation: string, input: Tensor, dim0: number, dim1: number): Tensor {
  const dims = input.shape.map((_, axis) => axis);
  const a = axisOf(operation, dim0, input);
  const b = axisOf(operation, dim1, input);
  if (input.ndim > 0) [dims[a], dims[b]] = [dims[b], dims[a]];
  return apply(permuteOperation, [input], { dims });
}

/**
 * Axis `source` moved to place `destination` (or several, each to its place); the others keep their order. A copy.
 *
 * @throws ShapeError unless there are as many places as axes, and none is named twice.
 */
export function movedim(
  input: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const from = axesInOrder('movedim', source, input);
  const to = axesInOrder('movedim', destination, input);
  if (from.length !== to.length) {
    const rule = `source names ${from.length} axes, but destination ${to.length} places`;
    throw new ShapeError('movedim', rule, { input: input.shape });
  }
  const others = input.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
  const dims = input.shape.map((_, place) => {
    const moved = to.indexOf(place);
    return moved === -1 ? (others.shift() ?? 0) : from[moved];
  });
  return apply(permuteOperation, [input], { dims });
}

/**
 * Axes of size 1 repeated, and new axes put in front, to fill `shape`, where −1 keeps an axis as it is. A copy.
 *
 * @throws ShapeError where an axis of another size would have to be repeated.
 */
export function expand(input: Tensor, shape: Shape): Tensor {
  requireList('expand', 'the shape', shape);
  const added = shape.length - input.ndim;
  const complete = shape.map((size, axis) => (size === -1 && axis >= added ? input.shape[axis - added] : size));
  const fits = complete.every(
    (size, axis) =>
      size >= 0 && (axis < added || input.shape[axis - added] === 1 || input.shape[axis - added] === size),
  );
  if (added < 0 || !fits) {
    const rule = `cannot become [${shape.join(', ')}]: only axes of size 1 are repeated, and new axes come in front`;
    throw new ShapeError('expand', rule, { input: input.shape });
  }
  checkShape('expand', complete);
  return expandTo(input, complete);
}
