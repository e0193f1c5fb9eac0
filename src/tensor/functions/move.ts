import { ShapeError } from '../../errors.ts';
import { permute as permuteOperation } from '../../ops/move/permute.ts';
import { reshape as reshapeOperation } from '../../ops/move/reshape.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axisOf } from './arguments.ts';
import { expandTo } from './common.ts';

/**
 * The same numbers, shared, in another shape. One size may be −1: it is what the others leave.
 *
 * @throws ShapeError if the shapes hold different counts.
 */
export function reshape(input: Tensor, shape: Shape): Tensor {
  return apply(reshapeOperation, [input], { shape: completeShape('reshape', input, shape) });
}

/** What `reshape` is: tensors are always contiguous here. */
export function view(input: Tensor, shape: Shape): Tensor {
  return apply(reshapeOperation, [input], { shape: completeShape('view', input, shape) });
}

function completeShape(operation: string, input: Tensor, shape: Shape): Shape {
  const holes = shape.filter((size) => size === -1).length;
  if (holes > 1 || shape.some((size) => !Number.isSafeInteger(size) || size < -1)) {
    const rule = `sizes must be non-negative integers, at most one of them −1; asked for [${shape.join(', ')}]`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  const known = elementCount(shape.filter((size) => size !== -1));
  const complete = shape.map((size) => (size === -1 ? input.numel / known : size));
  if (holes === 1 && (known === 0 || input.numel % known !== 0)) {
    const rule = `−1 would be ${input.numel} / ${known}, which is no integer; asked for [${shape.join(', ')}]`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  if (elementCount(complete) !== input.numel) {
    const rule = `${input.numel} elements do not fill [${shape.join(', ')}], which has ${elementCount(complete)}`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  return complete;
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
  return apply(reshapeOperation, [input], { shape: [...shape.slice(0, start), middle, ...shape.slice(end + 1)] });
}

/** Axes in another order; a copy. @throws ShapeError unless `dims` names every axis once. */
export function permute(input: Tensor, dims: readonly number[]): Tensor {
  const axes = dims.map((dim) => axisOf('permute', dim, input));
  if (axes.length !== input.ndim || new Set(axes).size !== axes.length) {
    throw new ShapeError('permute', `dims [${dims.join(', ')}] must name every axis once`, { input: input.shape });
  }
  return apply(permuteOperation, [input], { dims: axes });
}

/** Two axes exchanged; a copy. */
export function transpose(input: Tensor, dim0: number, dim1: number): Tensor {
  const dims = input.shape.map((_, axis) => axis);
  const a = axisOf('transpose', dim0, input);
  const b = axisOf('transpose', dim1, input);
  [dims[a], dims[b]] = [dims[b], dims[a]];
  return input.ndim === 0 ? input : apply(permuteOperation, [input], { dims });
}

/**
 * Axes of size 1 repeated, and new axes put in front, to fill `shape`, where −1 keeps an axis as it is. A copy.
 *
 * @throws ShapeError where an axis of another size would have to be repeated.
 */
export function expand(input: Tensor, shape: Shape): Tensor {
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
  return expandTo(input, complete);
}
