import { upload } from '../../backends/storage.ts';
import { type DType, isFloating, newArray, promote } from '../../dtype.ts';
import { expand } from '../../ops/move/expand.ts';
import { cast } from '../../ops/pointwise/cast.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import { apply, Tensor } from '../tensor.ts';
import { broadcastShape } from './arguments.ts';

/** A tensor, or a number that stands for one. */
export type Operand = Tensor | number;

/** A number as a scalar tensor beside `like`: same device, and same dtype unless that would lose its fraction. */
export function asTensor(value: Operand, like: Tensor): Tensor {
  if (value instanceof Tensor) return value;
  const dtype = isFloating(like.dtype) || (Number.isInteger(value) && like.dtype !== 'bool') ? like.dtype : 'float32';
  const numbers = newArray(dtype, 1);
  numbers[0] = value;
  return new Tensor(upload(like.storage.backend, numbers, [], dtype));
}

/** The same tensor if it has the dtype, else converted. */
export function toDType(input: Tensor, dtype: DType): Tensor {
  return input.dtype === dtype ? input : apply(cast, [input], { dtype });
}

/** The same tensor if it has the shape, else repeated to fill it. */
export function expandTo(input: Tensor, shape: Shape): Tensor {
  return sameShape(input.shape, shape) ? input : apply(expand, [input], { shape });
}

/** Both operands in one dtype and one shape: what every operation of two inputs starts with. */
export function together(operation: string, left: Tensor, right: Operand): [Tensor, Tensor] {
  const other = asTensor(right, left);
  const dtype = promote(left.dtype, other.dtype);
  const a = toDType(left, dtype);
  const b = toDType(other, dtype);
  if (sameShape(a.shape, b.shape)) return [a, b];
  const shape = broadcastShape(operation, { input: a.shape, other: b.shape });
  return [expandTo(a, shape), expandTo(b, shape)];
}
