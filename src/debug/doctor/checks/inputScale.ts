import { isFloating, type NumberArray } from '../../../dtype.ts';
import type { MakeCheck } from '../check.ts';

/** So many numbers of a batch are looked at. */
const most = 4096;
/** Before so many pictures, the darkest and the brightest may not have been among them. */
const enoughPictures = 32;

/** What was seen of the input. */
class Scale {
  samples = 0;
  min = Infinity;
  max = -Infinity;
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(numbers: NumberArray, samples: number): void {
    // Odd, so that it does not meet the same columns of every picture.
    const stride = Math.ceil(numbers.length / most) | 1;
    for (let i = 0; i < numbers.length; i += stride) {
      const value = numbers[i];
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
      this.#sum += value;
      this.#squares += value * value;
      this.#count++;
    }
    this.samples += samples;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }

  get spread(): number {
    return Math.sqrt(Math.max(0, this.#squares / this.#count - this.mean ** 2));
  }

  toString(): string {
    const [min, max, mean, spread] = [this.min, this.max, this.mean, this.spread].map((value) => value.toPrecision(2));
    return `from ${Number(min)} to ${Number(max)}, mean ${Number(mean)}, spread ${Number(spread)}`;
  }
}

/** Looks at the scale of what the net is trained with. */
export const inputScale: MakeCheck = (watched) => {
  const scale = new Scale();

  return {
    ids: ['unnormalised-input', 'twice-normalised-input'],
    called({ input, isEvaluation }) {
      if (isEvaluation || !watched.isSampled || input === undefined || input.ndim < 2) return;
      if (!isFloating(input.dtype) || input.numel === 0) return;
      const isPicture = input.ndim === 4 && [1, 3].includes(input.shape[1]);
      const [samples] = input.shape;
      watched.read(input, (numbers) => {
        scale.add(numbers, samples);
        if (isUnnormalised(scale, isPicture)) {
          watched.warn('unnormalised-input', `The numbers that go into the net are ${scale}.`);
        } else if (isPicture && isTwiceNormalised(scale)) {
          watched.warn('twice-normalised-input', `The numbers that go into the net are ${scale}.`);
        }
      });
    },
  };
};

/** Bytes, prices and years; of pictures also [0, 1] where 0 is not the most of them, as it is of handwriting. */
function isUnnormalised({ samples, min, mean, spread }: Scale, isPicture: boolean): boolean {
  if (Math.abs(mean) > 10 || spread > 10) return true;
  return isPicture && samples >= enoughPictures && min >= 0 && mean > spread;
}

/**
 * (x − m) / s lies about 0 when it is done once, and about −m / s when it is done twice: from −3 to 1 with halves, from
 * −11 to 8 with the mean and the spread of photographs, whose black is −2.1 after the first time (decision 105).
 */
function isTwiceNormalised({ samples, min, max }: Scale): boolean {
  return samples >= enoughPictures && min < -2.3 && (min + max) / 2 < -0.6;
}
