import { run } from '../../backends/run.ts';
import { type DType, holds, isFloating, promote } from '../../dtype.ts';
import { ArgumentError } from '../../errors.ts';
import { fill } from '../../kernels/pointwise/fill.ts';
import { expand } from '../../ops/move/expand.ts';
import { cast } from '../../ops/pointwise/cast.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import { apply, Tensor } from '../tensor.ts';
import { broadcastShape, requireTensor } from './arguments.ts';

/** A tensor, or a number that stands for one. */
export type Operand = Tensor | number;

/**
 * The dtype that a number has beside `like`: the same, unless it cannot hold the number. Then it is the next that can:
 * int32 for an integer beside uint8 and any beside bool, float32 for a fraction and what int32 is too small for.
 *
 * @throws ArgumentError for what is no number: undefined would become NaN in silence.
 */
export function dtypeOfNumber(operation: string, value: number, like: Tensor): DType {
  if (typeof value !== 'number') {
    throw new ArgumentError(operation, `expects a tensor or a number, but got ${String(value)}`);
  }
  if (like.dtype !== 'bool' && holds(like.dtype, value)) return like.dtype;
  return holds('int32', value) ? 'int32' : 'float32';
}

/** A number as a tensor beside `like`: same device, and the shape's every element. */
export function asTensor(operation: string, value: Operand, like: Tensor, shape: Shape = []): Tensor {
  if (value instanceof Tensor) return value;
  const dtype = dtypeOfNumber(operation, value, like);
  const filled = new Tensor(run(fill, [], { sizes: {}, scalars: [value], shape, dtype, like }));
  if (dtype === 'int32') filled.storage.noteRange({ min: value, max: value });
  return filled;
}

/**
 * A value to be put into `input`, in its dtype.
 *
 * @throws ArgumentError for a number that is beyond what integers of that dtype can be: it would become another.
 */
export function asContent(operation: string, value: Operand, input: Tensor): Tensor {
  const content = asTensor(operation, value, input);
  if (typeof value === 'number' && input.dtype !== 'bool' && !holds(input.dtype, Math.trunc(value))) {
    throw new ArgumentError(operation, `${value} does not go into ${input.dtype}`);
  }
  return toDType(content, input.dtype);
}

/**
 * The dtype in which two tensors are combined: the wider one, except that float64 without axes does not make float64 of
 * float32 with some.
 */
export function commonDType(a: Tensor, b: Tensor): DType {
  if (isFloating(a.dtype) && isFloating(b.dtype) && (a.ndim === 0) !== (b.ndim === 0)) {
    return a.ndim === 0 ? b.dtype : a.dtype;
  }
  return promote(a.dtype, b.dtype);
}

/** The same tensor if it has the dtype, else converted. */
export function toDType(input: Tensor, dtype: DType): Tensor {
  return input.dtype === dtype ? input : apply(cast, [input], { dtype });
}

/** The same tensor if it is floating, else converted to float32: what functions of real numbers start with. */
export function toFloating(input: Tensor): Tensor {
  return isFloating(input.dtype) ? input : toDType(input, 'float32');
}

/** The same tensor if it has the shape, else repeated to fill it. */
export function expandTo(input: Tensor, shape: Shape): Tensor {
  // A copy: the shape is often that of another tensor, and shapes are told apart by identity (decision 106).
  return sameShape(input.shape, shape) ? input : apply(expand, [input], { shape: [...shape] });
}

/** Both operands in one dtype and one shape: what every operation of two inputs starts with. */
export function together(operation: string, left: Tensor, right: Operand): [Tensor, Tensor] {
  requireTensor(operation, 'the first operand', left);
  const other = asTensor(operation, right, left, left.shape);
  const dtype = commonDType(left, other);
  const a = toDType(left, dtype);
  const b = toDType(other, dtype);
  if (sameShape(a.shape, b.shape)) return [a, b];
  const shape = broadcastShape(operation, { input: a.shape, other: b.shape });
  return [expandTo(a, shape), expandTo(b, shape)];
}
