/**
 * True if `actual` is what float32 arithmetic may make of `expected`: a sum of `terms` numbers of about its size is
 * rounded once a term, each time by at most half a unit in the last place (2⁻²⁴); four more are for what surrounds it.
 * NaN is close to NaN, and an infinity to itself alone.
 */
export function close(actual: number, expected: number, terms = 1): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  return Math.abs(actual - expected) <= (terms + 4) * 2 ** -23 * Math.max(1, Math.abs(expected));
}
