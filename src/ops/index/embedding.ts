import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { clearRow } from '../../kernels/index/clearRow.ts';
import { indexAdd } from '../../kernels/index/indexAdd.ts';
import { indexSelect } from '../../kernels/index/indexSelect.ts';
import { likeInput } from '../form.ts';

/**
 * The rows of a table that indices name.
 *
 *   weight   [rows, dimensions]
 *   indices  […], int32
 *   output   […, dimensions]
 *
 * A row receives the gradients of all the places that read it; the row `paddingIdx` (−1 for none) nothing.
 */
export const embedding: Operation<{ readonly paddingIdx: number }, { indices: NdArray }> = {
  name: 'embedding',
  forward(run, [weight, indices]) {
    const [rows, dimensions] = weight.shape;
    const output = run(indexSelect, [weight, indices], {
      sizes: { inSize: rows, outSize: indices.storage.length, inner: dimensions },
      shape: [...indices.shape, dimensions],
      dtype: weight.storage.dtype,
    });
    return { output, saved: { indices } };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }], saved: { indices }, params: { paddingIdx } }) {
    const [rows, dimensions] = shape;
    const sizes = { inSize: rows, outSize: indices.storage.length, inner: dimensions };
    const gradWeight = run(indexAdd, [gradOutput, indices], { sizes, shape, dtype });
    if (paddingIdx < 0) return [gradWeight, undefined];
    const cleared = { ...likeInput(gradWeight, [paddingIdx]), sizes: { rowLength: dimensions } };
    return [run(clearRow, [gradWeight], cleared), undefined];
  },
};
