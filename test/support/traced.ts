import { Tensor, tensor } from '../../src/index.ts';

/** Half-integers of which no two neighbours are equal: with ones, a misplaced gradient could pass. */
export function unequal(like: Tensor): Tensor {
  const numbers = Array.from({ length: like.numel }, (_, i) => (((i * 7) % 11) - 5) / 2);
  return tensor(numbers, { dtype: like.dtype, device: like.device }).view(like.shape);
}

export function gradOf({ grad }: Tensor): ArrayLike<number> {
  return grad instanceof Tensor ? grad.toTypedArray() : [];
}
