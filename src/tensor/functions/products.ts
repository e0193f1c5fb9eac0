import { ArgumentError, ShapeError } from '../../errors.ts';
import { requireInteger } from '../../options.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import type { Tensor } from '../tensor.ts';
import { axesInOrder } from './arguments.ts';
import { diagonal } from './diagonal.ts';
import { matmul } from './matmul.ts';
import { checkAxes, checkSameDType } from './matrices.ts';
import { permute, reshape } from './move.ts';
import { mul } from './pointwise.ts';
import { sum } from './reduce.ts';

/** The sum of a matrix's diagonal. */
export function trace(input: Tensor): Tensor {
  checkAxes('trace', { input: [input, 2] });
  return sum(diagonal(input));
}

/**
 * Kronecker's product: every element of `input` becomes that element times the whole of `other`. Axes are aligned at the
 * end; the sizes multiply.
 */
export function kron(input: Tensor, other: Tensor): Tensor {
  const rank = Math.max(input.ndim, other.ndim);
  const sizes = [input, other].map(({ shape, ndim }) => [...new Array<number>(rank - ndim).fill(1), ...shape]);
  // Blocks and places inside a block: two axes for each.
  const blocks = reshape(
    input,
    sizes[0].flatMap((size) => [size, 1]),
  );
  const places = reshape(
    other,
    sizes[1].flatMap((size) => [1, size]),
  );
  return reshape(
    mul(blocks, places),
    sizes[0].map((size, axis) => size * sizes[1][axis]),
  );
}

/**
 * Sums of products over some axes of both: the last `dims` of input with the first `dims` of other, or the axes in
 * `dims[0]` with those in `dims[1]`. The axes that are left remain, input's first.
 *
 * @throws ShapeError unless the axes agree in number and size.
 */
export function tensordot(
  input: Tensor,
  other: Tensor,
  dims: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  checkSameDType('tensordot', { input, other });
  if (typeof dims === 'number') requireInteger('tensordot', 'dims', dims, 0);
  else if (!Array.isArray(dims) || dims.length !== 2) {
    throw new ArgumentError('tensordot', `dims must be a number or two lists of axes, but is ${String(dims)}`);
  }
  const [ofInput, ofOther] =
    typeof dims === 'number'
      ? [counted(dims, input.ndim - dims), counted(dims, 0)]
      : [axesInOrder('tensordot', dims[0], input), axesInOrder('tensordot', dims[1], other)];
  if (ofInput.length !== ofOther.length) {
    const rule = `${ofInput.length} axes of input and ${ofOther.length} of other cannot be paired`;
    throw new ShapeError('tensordot', rule, { input: input.shape, other: other.shape });
  }
  // An axis of size 1 is paired with the whole of the other, as if it were repeated: so that is summed first.
  const spreadIn = ofInput.filter((axis, i) => other.shape[ofOther[i]] === 1 && input.shape[axis] !== 1);
  const spreadOut = ofOther.filter((axis, i) => input.shape[ofInput[i]] === 1 && other.shape[axis] !== 1);
  if (spreadIn.length + spreadOut.length > 0) {
    const [a, b] = [sumKept(input, spreadIn), sumKept(other, spreadOut)];
    return tensordot(a, b, [ofInput, ofOther]);
  }
  const sizes = ofInput.map((axis) => input.shape[axis]);
  if (sizes.some((size, i) => size !== other.shape[ofOther[i]])) {
    const others = ofOther.map((axis) => other.shape[axis]);
    const rule =
      `axes [${ofInput.join(', ')}] of input and [${ofOther.join(', ')}] of other must have the same sizes, but have ` +
      `[${sizes.join(', ')}] and [${others.join(', ')}]`;
    throw new ShapeError('tensordot', rule, { input: input.shape, other: other.shape });
  }
  const leftIn = input.shape.map((_, axis) => axis).filter((axis) => !ofInput.includes(axis));
  const leftOut = other.shape.map((_, axis) => axis).filter((axis) => !ofOther.includes(axis));
  const rows = leftIn.map((axis) => input.shape[axis]);
  const columns = leftOut.map((axis) => other.shape[axis]);
  const a = reshape(permute(input, [...leftIn, ...ofInput]), [elementCount(rows), elementCount(sizes)]);
  const b = reshape(permute(other, [...ofOther, ...leftOut]), [elementCount(sizes), elementCount(columns)]);
  return reshape(matmul(a, b), [...rows, ...columns]);
}

function sumKept(input: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 ? input : sum(input, axes, { keepdim: true });
}

function counted(count: number, from: number): number[] {
  return Array.from({ length: count }, (_, k) => from + k);
}
