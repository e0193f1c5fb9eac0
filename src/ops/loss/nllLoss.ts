import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { nllLoss as kernel, nllLossGrad } from '../../kernels/loss/nllLoss.ts';
import { rowSizes } from './rows.ts';

/**
 * Minus the label's log-probability, weighted (the reduction over rows comes after).
 *
 *   input   [images, classes, …], log-probabilities
 *   labels  [images, …], int32
 *   weight  [classes]
 *   output  [images, …] = −weight[t]·input[t], 0 where the label t is `ignoreIndex`
 *
 * Only the label's place was read, so only it receives a gradient: −weight[t].
 */
export const nllLoss: Operation<{ readonly ignoreIndex: number }, { labels: NdArray; weight: NdArray }> = {
  name: 'nllLoss',
  forward(run, [input, labels, weight], { ignoreIndex }) {
    const output = run(kernel, [input, labels, weight], {
      sizes: rowSizes(input.shape),
      scalars: [ignoreIndex],
      shape: labels.shape,
      dtype: input.storage.dtype,
    });
    return { output, saved: { labels, weight } };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }], saved: { labels, weight }, params: { ignoreIndex } }) {
    const request = { sizes: rowSizes(shape), scalars: [ignoreIndex], shape, dtype };
    return [run(nllLossGrad, [gradOutput, labels, weight], request), undefined, undefined];
  },
};
