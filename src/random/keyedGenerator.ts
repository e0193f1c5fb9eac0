import { checkInteger } from './generator.ts';
import { RandomSource } from './randomSource.ts';

/**
 * Random numbers that are a function of integers: `new KeyedGenerator(seed, epoch, sample)` gives sample 7 of epoch 3
 * the same numbers whoever asks and in whatever order, so loader workers need not agree on anything.
 *
 * Philox4x32-10 scrambles the counter [draws, epoch, sample] under the seed as key.
 * Source: Salmon, Moraes, Dror & Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011).
 */
export class KeyedGenerator extends RandomSource {
  readonly #seed: readonly [number, number];
  readonly #epoch: number;
  readonly #sample: number;
  readonly #block = new Uint32Array(4);
  #blocks = 0;
  #used = 4;

  /** @throws ArgumentError unless all three are integers; epoch and sample count modulo 2³². */
  constructor(seed: number, epoch: number, sample: number) {
    super();
    checkInteger('KeyedGenerator', 'seed', seed);
    checkInteger('KeyedGenerator', 'epoch', epoch);
    checkInteger('KeyedGenerator', 'sample', sample);
    this.#seed = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
    this.#epoch = epoch;
    this.#sample = sample;
  }

  nextUint32(): number {
    if (this.#used === 4) {
      this.#block.set([this.#blocks, this.#blocks / 2 ** 32, this.#epoch, this.#sample]);
      philox(this.#block, this.#seed);
      this.#blocks++;
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }
}

/**
 * Philox4x32-10 in place: ten rounds that multiply two words of the counter and mix the halves of the products with
 * the other two and with the key.
 */
export function philox(counter: Uint32Array, key: readonly [number, number]): void {
  let [a, b, c, d] = counter;
  let [firstKey, secondKey] = key;
  for (let round = 0; round < 10; round++) {
    const highA = multiplyHigh(a, 0xd2511f53);
    const highC = multiplyHigh(c, 0xcd9e8d57);
    const lowA = Math.imul(a, 0xd2511f53);
    const lowC = Math.imul(c, 0xcd9e8d57);
    a = highC ^ b ^ firstKey;
    b = lowC;
    c = highA ^ d ^ secondKey;
    d = lowA;
    firstKey = (firstKey + 0x9e3779b9) | 0; // the golden ratio
    secondKey = (secondKey + 0xbb67ae85) | 0; // √3 − 1
  }
  counter[0] = a;
  counter[1] = b;
  counter[2] = c;
  counter[3] = d;
}

/** The upper 32 bits of the 64-bit product of two words, from products of their halves. */
function multiplyHigh(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  const middle = leftHigh * rightLow + ((leftLow * rightLow) >>> 16);
  const carry = leftLow * rightHigh + (middle & 0xffff);
  // Both sums stay below 2³², where >>> still sees every bit.
  return (leftHigh * rightHigh + (middle >>> 16) + (carry >>> 16)) | 0;
}
