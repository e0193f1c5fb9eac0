import { type nn, noGrad, type Tensor } from 'stridegrad';

/** How often every class was taken for every class: counts[truth][predicted]. */
export interface Evaluation {
  readonly counts: readonly (readonly number[])[];
  /** Right answers among all, 0 to 1. */
  readonly accuracy: number;
  /** The same for the images of each class. */
  readonly perClass: Readonly<Record<string, number>>;
}

/** Lets `net` answer for every image of `batches`, without recording a tape, and counts. */
export async function evaluate(
  net: nn.Module,
  batches: AsyncIterable<[images: Tensor, labels: Tensor]>,
  classes: readonly string[],
): Promise<Evaluation> {
  const counts = classes.map(() => classes.map(() => 0));
  const wasTraining = net.training;
  net.eval();
  for await (const [images, labels] of batches) {
    const predicted = await noGrad(() => net(images).argmax(1)).toTypedArrayAsync();
    const truth = await labels.toTypedArrayAsync();
    for (const [i, label] of truth.entries()) counts[label][predicted[i]]++;
  }
  net.train(wasTraining);

  const share = (right: number, all: number) => (all === 0 ? 0 : right / all);
  const rowSum = (row: readonly number[]) => row.reduce((sum, count) => sum + count, 0);
  const right = counts.map((row, label) => row[label]);
  return {
    counts,
    accuracy: share(rowSum(right), rowSum(counts.map(rowSum))),
    perClass: Object.fromEntries(classes.map((name, label) => [name, share(right[label], rowSum(counts[label]))])),
  };
}
