import { LabelledImages, type Tensor, transforms } from '../src/index.ts';

/** Random bytes in the form of CIFAR-10, for timing. */
export function randomPictures(count: number): LabelledImages {
  return LabelledImages.of({
    name: 'random pictures',
    origin: 'made for timing',
    images: randomBytes(count * 3 * 32 * 32),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    classes: Array.from({ length: 10 }, (_, i) => `class ${i}`),
    channels: 3,
    height: 32,
    width: 32,
  });
}

/** The same, normalised sample by sample as they are loaded. */
export function normalisedPictures(count: number): LabelledImages<Tensor> {
  return randomPictures(count).withTransform(
    new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5])]),
  );
}

/** Bytes by Knuth's multiplicative hashing. (`from` with a function would build an array of all numbers first.) */
function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = Math.imul(i, 2654435761) >>> 24;
  return bytes;
}
