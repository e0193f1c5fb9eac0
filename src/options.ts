import { ArgumentError } from './errors.ts';

/**
 * Refuses an option that nobody will read.
 *
 * @throws ArgumentError `Conv2d: unknown option "pading"; did you mean "padding"?`
 */
export function checkOptions(operation: string, options: object, known: readonly string[]): void {
  // PyTorch's MaxPool2d(2, 2) would pass in silence: a number has no keys.
  if (typeof options !== 'object' || options === null) {
    const form = known.length === 0 ? '{}' : `{ ${known[0]}: … }`;
    throw new ArgumentError(operation, `options are an object, ${form}, but these are ${String(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new ArgumentError(operation, `unknown option "${name}"; ${suggestion(name, known)}`);
    }
  }
}

/** @throws ArgumentError unless `value` is an integer of at least `least`. */
export function requireInteger(operation: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    const kind = least === 0 ? 'a non-negative integer' : 'a positive integer';
    throw new ArgumentError(operation, `${name} must be ${kind}, but is ${String(value)}`);
  }
}

/** What to say of a name that is not known: the nearest one that is, or all of them. */
export function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `it knows ${known.join(', ') || 'none'}` : `did you mean "${meant}"?`;
}

/** The known name that somebody meant who wrote `name`; undefined where none is like it. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((candidate) => editDistance(name.toLowerCase(), candidate.toLowerCase()));
  const least = Math.min(...distances);
  // Two letters that changed places count two; more than about a third is another word, not a slip.
  return least <= Math.ceil(name.length / 3) ? known[distances.indexOf(least)] : undefined;
}

/** The fewest letters to insert, delete or replace to make `from` into `to` (Levenshtein 1966). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
