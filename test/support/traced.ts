import { type OperationTrace, Tensor, tensor } from '../../src/index.ts';
import { flawOf } from './traceLaws.ts';

/** Half-integers of which no two neighbours are equal: with ones, a misplaced gradient could pass. */
export function unequal(like: Tensor): Tensor {
  const numbers = Array.from({ length: like.numel }, (_, i) => (((i * 7) % 11) - 5) / 2);
  return tensor(numbers, { dtype: like.dtype, device: like.device }).view(like.shape);
}

export function gradOf({ grad }: Tensor): ArrayLike<number> {
  return grad instanceof Tensor ? grad.toTypedArray() : [];
}

/** What of a trace and the traces of its gradients does not hold together, against the same computation elsewhere. */
export function flawsOf(made: OperationTrace, output: Tensor, inputs: Readonly<Record<string, Tensor>>): string {
  for (const input of Object.values(inputs)) input.grad = undefined;
  const gradOutput = unequal(output);
  output.backward(gradOutput);
  const back = made.backward(gradOutput);
  const flaws = Object.entries(inputs).map(([name, input]) => flawOf(back[name], gradOf(input)));
  return [flawOf(made, output.toTypedArray()), ...flaws].join('');
}
