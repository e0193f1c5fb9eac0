import { DataLoader, F, type LabelledImages, type nn, noGrad, Subset, type Tensor } from 'stridegrad';
import { firstBatch, normalise } from '../../cifar10/pictures.ts';
import type { Beginning } from '../messages.ts';

/** The first picture of each class among these. */
export function oneOfEach({ labels, classes }: LabelledImages): readonly number[] {
  return classes.map((_, label) => labels.indexOf(label)).filter((index) => index >= 0);
}

/** Pictures for the page to show: their bytes and classes. */
export function bytesOf({ data }: LabelledImages, indices: readonly number[]): Beginning['examples'] {
  const bytes = data.channels * data.height * data.width;
  const images = new Uint8Array(indices.length * bytes);
  for (const [place, index] of indices.entries()) {
    images.set(data.images.subarray(index * bytes, (index + 1) * bytes), place * bytes);
  }
  return { images, labels: Uint8Array.from(indices, (index) => data.labels[index]) };
}

/** The same pictures for the net: a tensor [count, 3, 32, 32]. */
export async function tensorOf(pictures: LabelledImages, indices: readonly number[]): Promise<Tensor> {
  const subset = new Subset(pictures.withTransform(normalise), indices);
  const loader = new DataLoader<unknown, [Tensor, Tensor]>(subset, { batchSize: indices.length });
  return (await firstBatch(loader))[0];
}

/** The chances that the net gives every class for every picture: [count, classes]. */
export async function chancesFor(net: nn.Module, images: Tensor): Promise<Float32Array> {
  const wasTraining = net.training;
  net.eval();
  const chances = noGrad(() => F.softmax(net(images), 1));
  net.train(wasTraining);
  return Float32Array.from(await chances.toTypedArrayAsync());
}
