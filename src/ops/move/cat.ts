import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { cat as kernel, piecesAtOnce } from '../../kernels/move/cat.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { takeAlong } from './cutting.ts';

/**
 * Tensors joined along one axis; their other sizes are equal. The kernel joins up to four, so many pieces are joined in
 * groups of four, then the groups, and so on: k pieces are copied ⌈log₄ k⌉ times.
 *
 * The gradient of each piece is cut out where the piece lies.
 */
export const cat: Operation<{ readonly axis: number }> = {
  name: 'cat',
  forward(run, inputs, { axis }) {
    const full = inputs.filter(({ storage }) => storage.length > 0);
    let pieces = full.length > 0 ? full : inputs; // all empty: then only their sizes matter
    do {
      const groups: NdArray[] = [];
      for (let first = 0; first < pieces.length; first += piecesAtOnce) {
        groups.push(joinFew(run, pieces.slice(first, first + piecesAtOnce), axis));
      }
      pieces = groups;
    } while (pieces.length > 1);
    return { output: pieces[0], saved: {} };
  },
  backward(run, { gradOutput, inputs, params: { axis }, wants }) {
    let start = 0;
    return inputs.map(({ shape }, i) => {
      const size = shape[axis];
      const cut = { start, step: 1, size };
      start += size;
      return wants[i] ? takeAlong(run, gradOutput, { axis, cut, size: gradOutput.shape[axis] }) : undefined;
    });
  },
};

/** Joins one to four pieces. Places that are left over name the first piece again, with size 0. */
function joinFew(run: Run, pieces: readonly NdArray[], axis: number): NdArray {
  const [a, b = a, c = a, d = a] = pieces;
  const [aLength, bLength = 0, cLength = 0, dLength = 0] = pieces.map((piece) => piece.shape[axis]);
  const inner = elementCount(a.shape.slice(axis + 1));
  const shape = a.shape.map((size, i) => (i === axis ? aLength + bLength + cLength + dLength : size));
  return run(kernel, [a, b, c, d], {
    sizes: { aLength, bLength, cLength, dLength, inner },
    shape,
    dtype: a.storage.dtype,
  });
}
