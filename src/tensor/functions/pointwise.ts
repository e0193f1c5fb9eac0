import { add as addOperation } from '../../ops/pointwise/add.ts';
import { mul as mulOperation } from '../../ops/pointwise/mul.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type Operand, together } from './common.ts';

/** input + other, broadcast. */
export function add(input: Tensor, other: Operand): Tensor {
  return apply(addOperation, together('add', input, other), {});
}

/** input · other, element by element, broadcast. */
export function mul(input: Tensor, other: Operand): Tensor {
  return apply(mulOperation, together('mul', input, other), {});
}
