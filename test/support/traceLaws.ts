import type { Step, Tap } from '../../src/explain/step.ts';
import type { Trace } from '../../src/explain/trace.ts';
import type { Shape } from '../../src/shape/rowMajor.ts';
import { coordinatesOf } from './coordinates.ts';

/** What of a trace does not hold together; '' if everything does. */
export function flawOf(trace: Trace, computed: ArrayLike<number>): string {
  const seen = new Set<string>();
  const cells = coordinatesOf(trace.shape);
  let count = 0;
  for (const step of trace) {
    const where = `step ${step.number}`;
    if (step.number !== count++ || step.of !== trace.length) return `${where} is not number ${count - 1}`;
    seen.add(step.output.index.join());
    if (!Object.is(step.result, computed[step.number]))
      return `${where}: ${step.result} is not ${computed[step.number]}`;
    const flaw = stepFlaw(step, computed instanceof Float32Array ? Math.fround : (value) => value);
    if (flaw !== '') return `${where}: ${flaw}`;
  }
  const missing = cells.filter((cell) => !seen.has(cell.join()));
  return missing.length > 0 || count !== cells.length ? `cells [${missing.join('], [')}] have no step` : '';
}

/** What of one step does not hold together: its taps make its result, rounded once. */
export function stepFlaw(step: Step, rounded: (value: number) => number): string {
  if (step.output.value !== step.result && !Number.isNaN(step.result)) {
    return `the output cell holds ${step.output.value}`;
  }
  const places = new Set(step.taps.map(({ place }) => place.join()));
  if (places.size !== step.taps.length) return 'a place of the window has two taps';
  if (isMaximum(step)) return winnerFlaw(step);
  for (const tap of step.taps) {
    const made = productOf(tap);
    if (tap.product !== made) return `${tap.product} is not the product ${made}`;
  }
  // Half-integers are summed without rounding, so that the order does not matter.
  const sum = step.taps.reduce((all, tap) => all + tap.product, 0) + (step.bias?.value ?? 0);
  if (rounded(sum / (step.divisor ?? 1)) !== step.result) return `the taps sum to ${sum}`;
  const parts = step.partials.reduce((all, part) => all + part.sum, 0) + (step.bias?.value ?? 0);
  return step.partials.length > 0 && parts !== sum ? `the partial sums make ${parts}, not ${sum}` : '';
}

/** A window of a max pooling that chose another cell sends nothing; else cell · factor / divisor. */
function productOf({ cell, factor, divisor, isWinner }: Tap): number {
  return isWinner === false ? 0 : (cell.value * (factor?.value ?? 1)) / (divisor ?? 1);
}

function isMaximum({ pass, taps }: Step): boolean {
  return pass === 'indices' || (pass === 'forward' && taps.some(({ isWinner }) => isWinner === true));
}

/** One tap wins, and no other is larger; a NaN is larger than everything. */
function winnerFlaw({ pass, taps, result }: Step): string {
  const winners = taps.filter(({ isWinner }) => isWinner);
  if (winners.length !== 1 || winners[0].isPadding) return `${winners.length} taps win`;
  const [{ product: largest }] = winners;
  if (pass === 'forward' && !Object.is(largest, result)) return `the winner ${largest} is not the result ${result}`;
  if (taps.some(({ cell, product }) => !Object.is(cell.value, product))) return 'a product is not its cell';
  return taps.some(({ product }) => product > largest) ? 'another tap is larger than the winner' : '';
}

/** The flat index of a coordinate, counted by hand. */
export function flat(coordinate: readonly number[], shape: Shape): number {
  return coordinate.reduce((index, place, axis) => index * shape[axis] + place, 0);
}
