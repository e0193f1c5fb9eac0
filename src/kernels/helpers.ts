/**
 * 1 if `value` is NaN, else 0. The one way to ask that survives every device: WebGPU may compile `value !== value`
 * to false.
 */
export function isNotANumber(value: number): number {
  return value <= 0 || value > 0 ? 0 : 1;
}
