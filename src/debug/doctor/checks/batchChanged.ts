import type { Shape } from '../../../shape/rowMajor.ts';
import type { MakeCheck } from '../check.ts';

/** Looks for a `view(-1, n)` whose n is not the size of a picture: legal, and the batch has another length then. */
export const batchChanged: MakeCheck = (watched) => {
  /** Reshapes of the first axis since the net was called last. */
  let reshapes: { readonly before: Shape; readonly after: Shape }[] = [];

  return {
    ids: ['batch-changed-by-view'],
    operationRan({ operation, inputs, output }) {
      if (operation !== 'reshape') return;
      const [before, after] = [inputs[0].shape, output.shape];
      if (before[0] !== after[0]) reshapes.push({ before, after });
    },
    called({ input, output }) {
      if (reshapes.length === 0) return;
      const candidates = reshapes;
      reshapes = [];
      if (input === undefined || output === undefined || input.ndim < 2 || output.ndim < 2) return;
      const [samples] = input.shape;
      if (output.shape[0] === samples || joinsAxes(input.shape, output.shape[0])) return;
      const guilty = candidates.find(({ before }) => before[0] === samples);
      if (guilty === undefined) return;
      const { before, after } = guilty;
      const sizes = `[${before.join(', ')}] became [${after.join(', ')}]`;
      watched.warn('batch-changed-by-view', `A view changed the batch from ${before[0]} to ${after[0]}: ${sizes}.`);
    },
    stepped() {
      if (reshapes.length > 0) reshapes = []; // of whatever ran without the net
    },
  };
};

/** Whether the batch was joined with the axes after it, as a sentence's words are for a dense layer. */
function joinsAxes(input: Shape, length: number): boolean {
  let product = 1;
  return input.some((size) => {
    product *= size;
    return product === length;
  });
}
