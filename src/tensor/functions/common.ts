import { run } from '../../backends/run.ts';
import { type DType, isFloating, promote } from '../../dtype.ts';
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
 * The dtype that a number has beside `like`: the same, unless that would lose its fraction (float32), or is bool (int32).
 *
 * @throws ArgumentError for what is no number: undefined would become NaN in silence.
 */
export function dtypeOfNumber(operation: string, value: number, like: Tensor): DType {
  if (typeof value !== 'number') {
    throw new ArgumentError(operation, `expects a tensor or a number, but got ${String(value)}`);
  }
  if (isFloating(like.dtype)) return like.dtype;
  if (!Number.isInteger(value)) return 'float32';
  return like.dtype === 'bool' ? 'int32' : like.dtype;
}

/** A number as a tensor beside `like`: same device, and the shape's every element. */
export function asTensor(operation: string, value: Operand, like: Tensor, shape: Shape = []): Tensor {
  if (value instanceof Tensor) return value;
  const dtype = dtypeOfNumber(operation, value, like);
  const filled = new Tensor(run(fill, [], { sizes: {}, scalars: [value], shape, dtype, like }));
  if (dtype === 'int32') filled.storage.noteRange({ min: value, max: value });
  return filled;
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
  return sameShape(input.shape, shape) ? input : apply(expand, [input], { shape });
}

/** Both operands in one dtype and one shape: what every operation of two inputs starts with. */
export function together(operation: string, left: Tensor, right: Operand): [Tensor, Tensor] {
  requireTensor(operation, 'the first operand', left);
  const other = asTensor(operation, right, left, left.shape);
  const dtype = promote(left.dtype, other.dtype);
  const a = toDType(left, dtype);
  const b = toDType(other, dtype);
  if (sameShape(a.shape, b.shape)) return [a, b];
  const shape = broadcastShape(operation, { input: a.shape, other: b.shape });
  return [expandTo(a, shape), expandTo(b, shape)];
}
