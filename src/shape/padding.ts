/** How an axis goes on beyond its ends, and the number by which kernels know it. */
export const padModes = { constant: 0, reflect: 1, replicate: 2, circular: 3 } as const;

export type PadMode = keyof typeof padModes;

/**
 * The position that the cell at `position` copies, on an axis of `size` cells that is continued beyond its ends
 * (positions below 0 and from `size` on) in the way that `continuation` numbers; −1 where it copies none. The cells of the
 * axis a b c d copy themselves:
 *
 *   0 constant   . . .|a b c d|. . .    none
 *   1 reflect    d c b|a b c d|c b a    a mirror stands on the last cell
 *   2 replicate  a a a|a b c d|d d d    the last cell goes on
 *   3 circular   b c d|a b c d|a b c    the other end follows
 *
 * Reflected padding is smaller than the axis, circular padding no larger: one mirror, one turn.
 */
// #region paddedFrom
export function paddedFrom(position: number, size: number, continuation: number): number {
  if (position >= 0 && position < size) {
    return position;
  }
  if (continuation === 1) {
    return position < 0 ? -position : 2 * (size - 1) - position;
  }
  if (continuation === 2) {
    return position < 0 ? 0 : size - 1;
  }
  if (continuation === 3) {
    return position < 0 ? position + size : position - size;
  }
  return -1;
}
// #endregion
