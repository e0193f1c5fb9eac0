import { checkOptions, requireInteger } from '../../options.ts';
import { KeyedGenerator } from '../../random/keyedGenerator.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Transform } from '../../vision/transforms/Transform.ts';
import { LabelledImages } from '../LabelledImages.ts';
import { Painter } from './drawn/painter.ts';
import { scenes } from './drawn/scenes.ts';
import { cifar10Classes, pictureBytes, sharedBytes } from './format.ts';

/** Which pictures are drawn. */
export interface DrawnOptions {
  /** How many; picture i does not depend on it. */
  readonly images?: number;
  readonly seed?: number;
  readonly transform?: Transform;
}

/**
 * Pictures drawn by a program in the form of CIFAR-10, with the same ten classes: for tests, for the browser, and
 * where the real ones cannot be had. They are easier than photographs; accuracy on them says nothing about CIFAR-10.
 */
export function drawnCifar10(options?: Omit<DrawnOptions, 'transform'>): LabelledImages;
export function drawnCifar10(options: DrawnOptions & { readonly transform: Transform }): LabelledImages<Tensor>;
export function drawnCifar10(options: DrawnOptions = {}): LabelledImages | LabelledImages<Tensor> {
  checkOptions('drawnCifar10', options, ['images', 'seed', 'transform']);
  const { images: count = 1000, seed = 0, transform } = options;
  requireInteger('drawnCifar10', 'images', count, 1);
  const images = sharedBytes(count * pictureBytes);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    labels[index] = labelOf(seed, index);
    images.set(draw(labels[index], new KeyedGenerator(seed, 0, index)), index * pictureBytes);
  }
  const data = { images, labels, classes: cifar10Classes, channels: 3, height: 32, width: 32 };
  return LabelledImages.of({ ...data, name: 'drawn CIFAR-10', origin: `drawn by a program, seed ${seed}` }, transform);
}

/** Every ten pictures in a row show every class once, in random order. */
function labelOf(seed: number, index: number): number {
  return new KeyedGenerator(seed, 1, Math.floor(index / 10)).permutation(10)[index % 10];
}

/** One picture: bytes [3, 32, 32]. */
function draw(label: number, random: KeyedGenerator): Uint8Array {
  const painter = new Painter();
  scenes[label](painter, random);
  painter.blotches(random, 16, 0.08);
  return painter.develop(random, {
    contrast: random.uniform(0.65, 1.1),
    brightness: random.uniform(-0.12, 0.12),
    noise: random.uniform(0.02, 0.1),
  });
}
