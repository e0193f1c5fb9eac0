import type { NumberArray } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';

/**
 * Whatever gives random bits, and the distributions made of them. Two sources exist: `Generator` (a sequence with a
 * state that can be saved) and `KeyedGenerator` (bits that are a function of integers).
 */
export abstract class RandomSource {
  /** The next 32 random bits, as an integer from 0 to 2³² − 1. */
  abstract nextUint32(): number;

  /** A float in [0, 1) with 53 random bits, as many as a float64 can hold there. */
  nextFloat(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  /**
   * A float64 from the uniform distribution on [low, high).
   *
   * @throws ArgumentError unless both bounds are finite and low ≤ high.
   */
  uniform(low = 0, high = 1): number {
    checkBounds(low, high);
    return low + (high - low) * this.nextFloat();
  }

  /**
   * Fills `numbers` from the uniform distribution on [low, high). A Float32Array takes 24 bits an element, one draw.
   * Where rounding to float32 would reach `high`, it draws again.
   */
  fillUniform(numbers: NumberArray, low = 0, high = 1): void {
    checkBounds(low, high);
    if (!(numbers instanceof Float32Array)) {
      for (let index = 0; index < numbers.length; index++) {
        numbers[index] = low + (high - low) * this.nextFloat();
      }
      return;
    }
    for (let index = 0; index < numbers.length; index++) {
      do {
        numbers[index] = low + (high - low) * ((this.nextUint32() >>> 8) * 2 ** -24);
      } while (numbers[index] >= high && low < high);
    }
  }

  /**
   * A float64 from the normal distribution. Three draws each: the second number that the transform could give is not
   * kept, so that the state is the 128 bits of the generator and nothing else.
   *
   * Source: Box & Muller, "A Note on the Generation of Random Normal Deviates" (1958).
   */
  normal(mean = 0, standardDeviation = 1): number {
    if (!(standardDeviation >= 0)) {
      throw new ArgumentError('normal', `the standard deviation must be at least 0, but is ${standardDeviation}`);
    }
    // 1 − u lies in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.nextFloat()));
    const angle = 2 * Math.PI * this.nextUint32() * 2 ** -32;
    return mean + standardDeviation * radius * Math.cos(angle);
  }

  /** Fills `numbers` from the normal distribution. */
  fillNormal(numbers: NumberArray, mean = 0, standardDeviation = 1): void {
    for (let index = 0; index < numbers.length; index++) {
      numbers[index] = this.normal(mean, standardDeviation);
    }
  }

  /**
   * An integer from 0 to count − 1, each as likely as the next. The last, incomplete run of `count` values below 2³²
   * would make small results likelier, so draws that fall into it are thrown away.
   *
   * @throws ArgumentError unless count is an integer from 1 to 2³².
   */
  integer(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 2 ** 32) {
      throw new ArgumentError('integer', `count must be an integer from 1 to 2³², but is ${count}`);
    }
    const fair = 2 ** 32 - (2 ** 32 % count);
    let bits = this.nextUint32();
    while (bits >= fair) {
      bits = this.nextUint32();
    }
    return bits % count;
  }

  /**
   * The integers from 0 to length − 1 in random order, every order as likely as the next.
   *
   * Source: Fisher & Yates (1938), in Durstenfeld's form (Algorithm 235, 1964).
   */
  permutation(length: number): Int32Array {
    if (!Number.isInteger(length) || length < 0 || length >= 2 ** 31) {
      throw new ArgumentError('permutation', `length must be an integer from 0 to 2³¹ − 1, but is ${length}`);
    }
    const order = Int32Array.from({ length }, (_, index) => index);
    for (let last = length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const kept = order[chosen];
      order[chosen] = order[last];
      order[last] = kept;
    }
    return order;
  }
}

function checkBounds(low: number, high: number): void {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new ArgumentError('uniform', `the bounds must be finite and low ≤ high, but are ${low} and ${high}`);
  }
}
