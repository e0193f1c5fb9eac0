import { SingleBar } from 'cli-progress';
import { LabelledImages } from 'stridegrad';
import { CIFAR10, type OnProgress } from 'stridegrad/node';
import { drawnPictures, type Pictures } from './pictures.ts';

/** Which pictures are asked for. */
export interface Wanted {
  /** The folder they are in; 'drawn' for drawn ones; undefined for wherever they can be had. */
  readonly data: string | undefined;
  /** So many of each at most. */
  readonly trainImages: number | undefined;
  readonly testImages: number | undefined;
}

/** The training and the test pictures. */
export async function loadPictures(
  { data, trainImages, testImages }: Wanted,
  print: (line: string) => void,
): Promise<Pictures> {
  if (data === 'drawn') return drawnPictures(trainImages, testImages);
  const where = { onProgress: showDownload(print), ...(data !== undefined && { root: data }) };
  return {
    trainSet: firstOf(await CIFAR10.load({ train: true, ...where }), trainImages),
    testSet: firstOf(await CIFAR10.load({ train: false, ...where }), testImages),
  };
}

/** The first `count` pictures, or all of them. */
function firstOf({ data }: LabelledImages, count: number | undefined): LabelledImages {
  const labels = data.labels.subarray(0, count);
  const bytes = data.channels * data.height * data.width;
  return LabelledImages.of({ ...data, labels, images: data.images.subarray(0, labels.length * bytes) });
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
