/** The gradient that a step goes by: sign·gradient + decay·value. `sign` is −1 to maximise. */
export function decayed(value: number, gradient: number, decay: number, sign: number): number {
  return sign * gradient + decay * value;
}
