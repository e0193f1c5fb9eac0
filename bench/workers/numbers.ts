/**
 * `count` numbers in [-bound, bound) that look random and are the same in every language: the number of the element,
 * mixed by MurmurHash3's finalizer (Appleby, 2011). `common.py` has the same in NumPy.
 */
export function numbers(seed: number, count: number, bound = 1): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let hash = (i + Math.imul(seed, 0x9e3779b9)) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash = (hash ^ (hash >>> 16)) >>> 0;
    values[i] = ((hash / 2 ** 32) * 2 - 1) * bound;
  }
  return values;
}

/** Labels 0, 1, … 9, 0, … */
export function labels(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i % 10);
}

/** The first number, the last, and the mean of their magnitudes: what contestants compare before they are timed. */
export function fingerprint(values: ArrayLike<number>): number[] {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]);
  return [values[0], values[values.length - 1], sum / values.length];
}

/** Seeds of what a piece of work starts from. */
export const seeds = { input: 1, weight: 2, bias: 3, gradOutput: 4, net: 10 } as const;

/** The parameters of the tutorial's net in order, with the products that each output of their layer sums. */
export const netParameters: readonly { readonly shape: readonly number[]; readonly fanIn: number }[] = [
  { shape: [8, 3, 5, 5], fanIn: 75 },
  { shape: [8], fanIn: 75 },
  { shape: [16, 8, 3, 3], fanIn: 72 },
  { shape: [16], fanIn: 72 },
  { shape: [128, 576], fanIn: 576 },
  { shape: [128], fanIn: 576 },
  { shape: [10, 128], fanIn: 128 },
  { shape: [10], fanIn: 128 },
];

/** The numbers of a shape, small enough for a layer that sums `fanIn` products. */
export function weights(seed: number, shape: readonly number[], fanIn: number): Float32Array {
  return numbers(seed, elements(shape), 1 / Math.sqrt(fanIn));
}

/** How many numbers a shape holds. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
