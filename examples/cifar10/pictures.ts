import { drawnCifar10, LabelledImages, type LabelledImagesData, type Tensor, transforms } from 'stridegrad';

/** Pictures to learn from, and others to be examined with. */
export interface Pictures {
  readonly trainSet: LabelledImages;
  readonly testSet: LabelledImages;
}

/** Pixels 0 … 255 become numbers 0 … 1 (ToTensor), then −1 … 1: (x − 0.5) / 0.5. */
export const normalise = new transforms.Compose([
  new transforms.ToTensor(),
  new transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
]);

/** The data set of these pictures, normalised. A loader's workers import this function by its name. */
export function normalised(data: LabelledImagesData): LabelledImages<Tensor> {
  return LabelledImages.of(data, normalise);
}

/** Pictures that a program draws; no picture of the test is among those to learn from. */
export function drawnPictures(trainImages = 5000, testImages = 1000): Pictures {
  return {
    trainSet: drawnCifar10({ images: trainImages, seed: 0 }),
    testSet: drawnCifar10({ images: testImages, seed: 1 }),
  };
}

/** The first batch alone. */
export async function firstBatch<Batch>(loader: AsyncIterable<Batch>): Promise<Batch> {
  for await (const batch of loader) return batch;
  throw new RangeError('there is no first batch: the data set is empty');
}
