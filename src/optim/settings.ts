import { ArgumentError } from '../errors.ts';

/** Running averages of the gradient and of its square: how much of the old remains at each step. */
export type Betas = readonly [first: number, second: number];

/** @throws ArgumentError unless `value` is a number of at least `least`. */
export function requireAtLeast(operation: string, name: string, value: number, least: number): void {
  if (!(typeof value === 'number' && value >= least)) {
    throw new ArgumentError(operation, `${name} must be at least ${least}, but is ${String(value)}`);
  }
}

/** @throws ArgumentError unless both are at least 0 and below 1. */
export function requireBetas(operation: string, betas: Betas): void {
  if (!Array.isArray(betas) || betas.length !== 2) {
    throw new ArgumentError(operation, `betas must be a pair [first, second], but is ${String(betas)}`);
  }
  betas.forEach((beta, index) => {
    if (!(beta >= 0 && beta < 1)) {
      throw new ArgumentError(operation, `betas[${index}] must be at least 0 and below 1, but is ${beta}`);
    }
  });
}

/** @throws ArgumentError for a NaN or an infinity among the numbers of a group: one step with it would ruin the weights. */
export function requireFinite(operation: string, group: object): void {
  for (const [name, value] of Object.entries(group)) {
    const numbers: unknown[] = name === 'params' ? [] : Array.isArray(value) ? value : [value];
    if (numbers.some((number) => typeof number === 'number' && !Number.isFinite(number))) {
      throw new ArgumentError(operation, `${name} must be finite, but is ${String(value)}`);
    }
  }
}
