import { ArgumentError } from '../../errors.ts';
import { checkOptions, requireInteger } from '../../options.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { backwardText } from './backwardText.ts';
import { forwardText } from './forwardText.ts';
import { graphFor, type TapeOptions } from './graph.ts';

/** What `printTape` shows, and in how much room. */
export interface PrintTapeOptions extends TapeOptions {
  /** 'backward' shows the way back: who has received whose shares of the gradient when its turn comes. */
  readonly order?: 'forward' | 'backward';
  /** Characters in a line. Default: 80. */
  readonly width?: number;
  /** Of a longer tape, the first and the last lines are shown. Default: 200. */
  readonly lines?: number;
}

/**
 * The tape that `tensor` came from as text, a line an operation: `console.log(printTape(loss, { net }))`. With every
 * line stand its step, operands and result, and what it keeps for backward.
 *
 * @throws GraphError if the tensor does not require a gradient. ArgumentError for an impossible option.
 */
export function printTape(tensor: Tensor, options: PrintTapeOptions = {}): string {
  checkOptions('printTape', options, ['net', 'names', 'order', 'width', 'lines']);
  const { order = 'forward', width = 80, lines = 200, ...names } = options;
  requireInteger('printTape', 'width', width, 1);
  requireInteger('printTape', 'lines', lines, 1);
  const graph = graphFor('printTape', tensor, names);
  if (order === 'forward') return forwardText(graph, { width, lines });
  if (order === 'backward') return backwardText(graph, { width, lines });
  throw new ArgumentError('printTape', `order must be 'forward' or 'backward', but is ${JSON.stringify(order)}`);
}
