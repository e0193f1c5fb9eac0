import { ArgumentError, DataError } from '../errors.ts';
import { RandomSource } from './randomSource.ts';

/** Everything a `Generator` knows, ready for JSON. */
export interface GeneratorState {
  readonly algorithm: 'xoshiro128**';
  readonly initialSeed: number;
  /** The 128 bits of the state, as four integers from 0 to 2³² − 1. */
  readonly words: readonly [number, number, number, number];
}

/**
 * A seedable sequence of random numbers whose state can be saved: what `torch.Generator` is to PyTorch. The numbers
 * are not PyTorch's.
 *
 * Source: Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators" (arXiv 1805.01407), xoshiro128** 1.1;
 * period 2¹²⁸ − 1. The seed is spread over the state by SplitMix64, as its authors advise.
 */
export class Generator extends RandomSource {
  readonly #words = new Uint32Array(4);
  #initialSeed = 0;

  constructor(seed: number = Math.floor(Math.random() * 2 ** 53)) {
    super();
    this.manualSeed(seed);
  }

  /** The seed that the sequence started from. */
  get initialSeed(): number {
    return this.#initialSeed;
  }

  /**
   * Starts the sequence that belongs to `seed`, and returns the generator.
   *
   * @throws ArgumentError unless seed is an integer that a JavaScript number holds exactly.
   */
  manualSeed(seed: number): this {
    checkInteger('manualSeed', 'seed', seed);
    this.#initialSeed = seed;
    this.#words.set(splitMix64(BigInt(seed)));
    return this;
  }

  nextUint32(): number {
    const words = this.#words;
    const second = words[1];
    const output = Math.imul(rotateLeft(Math.imul(second, 5), 7), 9) >>> 0;

    words[2] ^= words[0];
    words[3] ^= second;
    words[1] ^= words[2];
    words[0] ^= words[3];
    words[2] ^= second << 9;
    words[3] = rotateLeft(words[3], 11);
    return output;
  }

  getState(): GeneratorState {
    const [a, b, c, d] = this.#words;
    return { algorithm: 'xoshiro128**', initialSeed: this.#initialSeed, words: [a, b, c, d] };
  }

  /** @throws DataError if `state` is not what `getState` gives; the generator stays as it was. */
  setState(state: GeneratorState): this {
    const { algorithm, words, initialSeed } = state;
    const isWord = (word: unknown) => Number.isInteger(word) && Number(word) >= 0 && Number(word) < 2 ** 32;
    if (algorithm !== 'xoshiro128**' || words?.length !== 4 || !words.every(isWord)) {
      throw new DataError(
        `Generator.setState: expected { algorithm: 'xoshiro128**', words: four integers below 2³² }, but got ` +
          JSON.stringify(state),
      );
    }
    if (words.every((word) => word === 0)) {
      throw new DataError('Generator.setState: the four words are all 0, which gives nothing but zeros');
    }
    checkInteger('Generator.setState', 'initialSeed', initialSeed);
    this.#words.set(words);
    this.#initialSeed = initialSeed;
    return this;
  }
}

/** The generator that creation, initialisation, dropout and shuffling use unless they are given another. */
export const defaultGenerator = new Generator();

/** Seeds the default generator: `manualSeed(0)` at the start of a program makes it give the same numbers every time. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** @throws ArgumentError unless `value` is an integer that a JavaScript number holds exactly. */
export function checkInteger(operation: string, name: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new ArgumentError(operation, `${name} must be an integer between −2⁵³ and 2⁵³, but is ${value}`);
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * The first 128 bits that follow `seed`, low words first.
 *
 * Source: Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
 */
function splitMix64(seed: bigint): number[] {
  const words: number[] = [];
  for (const steps of [1n, 2n]) {
    let bits = BigInt.asUintN(64, seed + steps * 0x9e3779b97f4a7c15n);
    bits = BigInt.asUintN(64, (bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n);
    bits = BigInt.asUintN(64, (bits ^ (bits >> 27n)) * 0x94d049bb133111ebn);
    bits ^= bits >> 31n;
    words.push(Number(bits & 0xffffffffn), Number(bits >> 32n));
  }
  return words;
}
