/** The middle of the numbers, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new Error('median: there are no numbers');
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Whether two contestants computed the same thing: every number within a thousandth of the largest. Sums are rounded
 * differently everywhere; a forgotten bias or a transposed weight is off by far more.
 */
export function agree(ours: readonly number[], theirs: readonly number[]): boolean {
  const largest = Math.max(...ours.map(Math.abs));
  return ours.length === theirs.length && ours.every((value, i) => Math.abs(value - theirs[i]) <= 1e-3 * largest);
}

/** Whether two contestants computed the same to the bit. */
export function isEqual(ours: readonly number[], theirs: readonly number[]): boolean {
  return ours.length === theirs.length && ours.every((value, i) => value === theirs[i]);
}
