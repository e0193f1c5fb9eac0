import type { GraphNode } from '../../../autograd/node.ts';
import type { NdArray } from '../../../backends/storage.ts';
import type { MakeCheck, Watched } from '../check.ts';

/** A mean of cross entropies. */
interface MeanLoss {
  readonly node: GraphNode;
  readonly output: NdArray;
  readonly rows: number;
  readonly classes: number;
}

/**
 * Compares the loss of the first step, if it is a mean of cross entropies, with that of guessing: ln(classes).
 *
 * Scores that vary by 1 raise it by a half, and the mean over a batch of n strays by about 1/√n from that. So what lies
 * above ln(classes) + 1 + 2/√n was not made by small random weights. What lies as far below was learnt before, and that
 * is worth a word only if nobody has written to the weights since they were drawn.
 */
export const firstLoss: MakeCheck = (watched) => {
  let rowsNode: GraphNode | undefined;
  let found: MeanLoss | undefined;
  let isOver = watched.steps > 0;

  return {
    ids: ['first-loss'],
    operationRan({ operation, nodes, node, params, output }) {
      if (isOver || node === undefined) return;
      const [input] = nodes;
      if (operation === 'crossEntropy' || operation === 'softTargetCrossEntropy') {
        rowsNode = node;
      } else if (input !== undefined && input === rowsNode && isMean(operation, params, input)) {
        const [, classes] = input.inputForms[0].shape;
        const rows = input.output.shape.reduce((product, size) => product * size, 1);
        found = { node, output, rows, classes };
      }
    },
    backwardStarts({ root }) {
      if (isOver || found?.node !== root || !watched.owns(root)) return;
      isOver = true;
      const { rows, classes, output } = found;
      const isFresh = hasFirstWeights(watched);
      found = undefined;
      rowsNode = undefined;
      watched.read(output, ([loss]) => {
        const guessing = Math.log(classes);
        const distance = 1 + 2 / Math.sqrt(rows);
        if (loss <= guessing + distance && (loss >= guessing - distance || !isFresh)) return;
        const expected = `guessing among ${classes} classes costs ln(${classes}) = ${guessing.toFixed(2)}`;
        watched.warn('first-loss', `The first loss is ${loss.toFixed(2)}, but ${expected}.`);
      });
    },
    stepped() {
      isOver = true;
      found = undefined;
      rowsNode = undefined;
    },
  };
};

/** A mean over all rows, or over those that are not ignored. */
function isMean(operation: string, params: unknown, rows: GraphNode): boolean {
  if (operation === 'weightedMean') return true;
  const count = rows.output.shape.reduce((product, size) => product * size, 1);
  return operation === 'meanOfAll' && (params as { readonly divisor: number }).divisor === count;
}

/** Whether nothing but their first numbers was ever written to the parameters. */
function hasFirstWeights({ net }: Watched): boolean {
  return net.namedParameters().every(([, { version }]) => version <= 1);
}
