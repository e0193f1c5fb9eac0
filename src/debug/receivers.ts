import type { Cell, Step } from '../explain/step.ts';
import type { Trace } from '../explain/trace.ts';

/** What the gradient of one output element sends to one element of an input's gradient. */
export interface Received {
  /** Who receives it, and how much it has from everybody. */
  readonly receiver: Cell;
  /** What the sent gradient was multiplied with: the weight, for an input; the input, for a weight. */
  readonly factor?: Cell;
  /** What it was divided by: the cells that shared it. */
  readonly divisor?: number;
  /** What arrives. */
  readonly product: number;
}

/**
 * Everybody who receives something, by the sender's coordinates. Nobody sends: every element of a gradient gathers what
 * it is due, and this asks each of them from whom it came.
 */
export function receiversOf(gradients: readonly Trace[]): Map<string, Received[]> {
  const bySender = new Map<string, Received[]>();
  for (const gradient of gradients) {
    for (const step of gradient) {
      for (const [sender, received] of receivedIn(step)) {
        const key = senderKey(sender.index);
        const others = bySender.get(key);
        if (others === undefined) bySender.set(key, [received]);
        else others.push(received);
      }
    }
  }
  return bySender;
}

export function senderKey(index: readonly number[]): string {
  return index.join();
}

function receivedIn({ output: receiver, taps }: Step): [sender: Cell, received: Received][] {
  // Padding that copies a cell was read like any other; zeros, and windows that chose another cell, send nothing.
  const counted = taps.filter(({ isPadding, source, isWinner }) => (!isPadding || source) && isWinner !== false);
  return counted.flatMap(({ cell, factor, divisor, product }): [Cell, Received][] => {
    const rest = { receiver, product, ...(divisor !== undefined && { divisor }) };
    if (cell.tensor === 'gradOutput') return [[cell, { ...rest, ...(factor && { factor }) }]];
    return factor?.tensor === 'gradOutput' ? [[factor, { ...rest, factor: cell }]] : [];
  });
}
