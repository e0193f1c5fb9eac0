import { type Dataset, drawnCifar10, LabelledImages, type LabelledImagesData } from '../../src/data/index.ts';
import type { RandomSource } from '../../src/random/index.ts';
import { tensor } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { Compose, RandomCrop, RandomHorizontalFlip, ToTensor } from '../../src/vision/transforms/index.ts';

// What the tests' workers import by name.

const augmented = new Compose([new RandomCrop(32, { padding: 4 }), new RandomHorizontalFlip(), new ToTensor()]);

export function pictures(data: LabelledImagesData): LabelledImages<Tensor> {
  return LabelledImages.of(data, augmented);
}

export async function drawn(images: number): Promise<LabelledImages<Tensor>> {
  return drawnCifar10({ images, transform: augmented });
}

/** Samples of every kind that can be collated, with a random number in each. */
export function mixed(length: number): Dataset<{ x: Tensor; label: number; name: string; drawn: number }> {
  return {
    length,
    async get(index: number, random: RandomSource) {
      return { x: tensor([index, index + 0.5]), label: index, name: `sample ${index}`, drawn: random.uniform() };
    },
  };
}

/** Fails at one sample. */
export function failing(length: number, bad: number): Dataset<number> {
  return {
    length,
    get(index: number) {
      if (index === bad) throw new RangeError('this sample is rotten');
      return index;
    },
  };
}

/** Ends its thread at one sample. */
export function crashing(length: number, bad: number): Dataset<number> {
  return {
    length,
    get(index: number) {
      if (index === bad) process.exit(3);
      return index;
    },
  };
}

/** Ends its thread once no sample was asked for during a while. */
export function leaving(length: number): Dataset<number> {
  let timer: NodeJS.Timeout | undefined;
  return {
    length,
    get(index: number) {
      clearTimeout(timer);
      timer = setTimeout(() => process.exit(4), 50);
      return index;
    },
  };
}

export const ready: Dataset<number> = { length: 3, get: (index) => index * 10 };

export const notADataset = 7;

export function joinNames(samples: { name: string }[]): string {
  return samples.map(({ name }) => name).join('+');
}
