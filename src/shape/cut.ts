/**
 * Every `step`-th element of an axis from `start` on, `size` of them: what `narrow`, `select`, `flip` and `1:7:2` take.
 * The step may be negative: then the elements come in the opposite order.
 */
export interface Cut {
  readonly start: number;
  readonly step: number;
  readonly size: number;
}

/** The cut that takes an axis of `size` elements as it is. */
export function wholeCut(size: number): Cut {
  return { start: 0, step: 1, size };
}

/** Whether a cut takes all of an axis of `size` elements, in order. */
export function isWhole(cut: Cut, size: number): boolean {
  return cut.size === size && (size === 0 || (cut.start === 0 && (size === 1 || cut.step === 1)));
}

/**
 * Which element of a cut lies at place `at` of the axis; −1 where none does. The quotient is rounded and multiplied
 * back, which is right for negative steps and for GPUs whose division is off by the last bit.
 */
export function elementOfCut(at: number, first: number, by: number, count: number): number {
  const k = Math.floor((at - first) / by + 0.5);
  return k >= 0 && k < count && first + k * by === at ? k : -1;
}
