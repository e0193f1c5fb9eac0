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

/**
 * Refuses a setting that is of another type than the default, or has a NaN or an infinity in it: one step with it would
 * ruin the weights.
 *
 * @throws ArgumentError
 */
export function requireSameKinds(operation: string, settings: object, defaults: object): void {
  for (const [name, usual] of Object.entries(defaults)) {
    const value: unknown = settings[name as keyof typeof settings];
    const pairs =
      Array.isArray(usual) && Array.isArray(value) ? value.map((one, i) => [one, usual[i]]) : [[value, usual]];
    for (const [one, other] of pairs) {
      if (typeof one !== typeof other) {
        throw new ArgumentError(operation, `${name} must be of type ${typeof other}, but is ${String(value)}`);
      }
      if (typeof one === 'number' && !Number.isFinite(one)) {
        throw new ArgumentError(operation, `${name} must be finite, but is ${String(value)}`);
      }
    }
  }
}
