import type { Test } from 'tape';
import { gradcheck } from '../../src/tensor/gradcheck.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** Asserts that the gradient of `body` equals finite differences at every element of every input. */
export function hasRightGradient(
  t: Test,
  body: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  message = 'the gradient equals finite differences at every element',
): void {
  try {
    gradcheck(body, inputs);
    t.pass(message);
  } catch (error) {
    t.fail(`${message}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
