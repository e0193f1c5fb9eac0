import { relu as reluOperation } from '../../ops/pointwise/relu.ts';
import { apply, type Tensor } from '../tensor.ts';

/** max(x, 0) of every element. */
export function relu(input: Tensor): Tensor {
  return apply(reluOperation, [input], {});
}
