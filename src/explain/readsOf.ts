import type { ExplainedArray } from './backend.ts';
import { explainElement } from './explainElement.ts';

/**
 * How many numbers a kernel read of each of its inputs to make an array, all elements together: counted, by running it
 * for every element on arrays that write down what is read.
 */
export function readsOf({ making, length }: ExplainedArray): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (making === undefined) return counts; // it was given
  const { kernel, request } = making;
  const inputs = making.inputs.map(({ numbers }) => numbers);
  for (let index = 0; index < length; index++) {
    for (const { input } of explainElement(kernel, inputs, request, index).reads) {
      counts.set(input, (counts.get(input) ?? 0) + 1);
    }
  }
  return counts;
}
