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
    if (step.output.value !== step.result) return `${where}: the output cell holds ${step.output.value}`;
    for (const { cell, factor, product } of step.taps) {
      const made = factor === undefined ? cell.value : cell.value * factor.value;
      if (product !== made) return `${where}: ${product} is not the product ${made}`;
    }
    // Half-integers are summed without rounding, so that the order does not matter.
    const sum = step.taps.reduce((all, tap) => all + tap.product, 0) + (step.bias?.value ?? 0);
    if (sum / (step.divisor ?? 1) !== step.result) return `${where}: the taps sum to ${sum}`;
    const parts = step.partials.reduce((all, part) => all + part.sum, 0) + (step.bias?.value ?? 0);
    if (step.partials.length > 0 && parts !== sum) return `${where}: the partial sums make ${parts}, not ${sum}`;
  }
  const missing = cells.filter((cell) => !seen.has(cell.join()));
  return missing.length > 0 || count !== cells.length ? `cells [${missing.join('], [')}] have no step` : '';
}

/** The flat index of a coordinate, counted by hand. */
export function flat(coordinate: readonly number[], shape: Shape): number {
  return coordinate.reduce((index, place, axis) => index * shape[axis] + place, 0);
}
