import { SingleBar } from 'cli-progress';
import { drawnCifar10, LabelledImages, type LabelledImagesData, type Tensor, transforms } from 'stridegrad';
import { CIFAR10, type OnProgress } from 'stridegrad/node';

/** Pixels 0 … 255 become numbers 0 … 1 (ToTensor), then −1 … 1: (x − 0.5) / 0.5. */
export const normalise = new transforms.Compose([
  new transforms.ToTensor(),
  new transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
]);

/** The data set of these pictures, normalised. A loader's workers import this function by its name. */
export function normalised(data: LabelledImagesData): LabelledImages<Tensor> {
  return LabelledImages.of(data, normalise);
}

/** The training and the test pictures: from `folder`, drawn ones if it says 'drawn', else wherever they can be had. */
export async function loadPictures(
  folder: string | undefined,
  print: (line: string) => void,
): Promise<{ trainSet: LabelledImages; testSet: LabelledImages }> {
  if (folder === 'drawn') {
    return {
      trainSet: drawnCifar10({ images: 5000, seed: 0 }),
      testSet: drawnCifar10({ images: 1000, seed: 1 }),
    };
  }
  const where = { onProgress: showDownload(print), ...(folder === undefined ? {} : { root: folder }) };
  return {
    trainSet: await CIFAR10.load({ train: true, ...where }),
    testSet: await CIFAR10.load({ train: false, ...where }),
  };
}

/** A line for what is tried, and on a terminal a bar for what takes long. */
function showDownload(print: (line: string) => void): OnProgress {
  let bar: SingleBar | undefined;
  let shown = '';
  return (event) => {
    if (event.kind === 'note' || event.what !== shown) {
      bar?.stop();
      bar = undefined;
    }
    if (event.kind === 'note') {
      print(event.text);
      return;
    }
    if (event.what !== shown) {
      shown = event.what;
      if (!process.stderr.isTTY || event.total === undefined) {
        print(event.what);
        return;
      }
      bar = new SingleBar({
        format: '{what} [{bar}] {percentage}%',
        barsize: 20,
        hideCursor: true,
        clearOnComplete: true,
      });
      bar.start(event.total, event.done, { what: event.what.slice(0, 48) });
    }
    bar?.update(event.done);
    if (event.done === event.total) bar?.stop();
  };
}
