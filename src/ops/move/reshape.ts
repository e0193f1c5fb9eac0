import type { Operation } from '../../autograd/operation.ts';
import type { Reshaped } from '../../history/chain.ts';

/** The same numbers, shared, in another shape of as many elements. The gradient goes back in the old shape. */
export const reshape: Operation<Reshaped> = {
  name: 'reshape',
  forward(_run, [input], { shape }) {
    return { output: { shape, storage: input.storage }, saved: {} };
  },
  backward(_run, { gradOutput, inputs: [input] }) {
    return [{ shape: input.shape, storage: gradOutput.storage }];
  },
};
