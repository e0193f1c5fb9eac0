import { cifar10FromRecords, DataError, LabelledImages } from 'stridegrad';
import { drawnPictures, type Pictures } from '../../cifar10/pictures.ts';
import type { Source } from '../messages.ts';

/** One of this many pictures is held out where there is no file of test pictures. */
const heldOutOf = 10;

/** The pictures to learn from and those to be examined with. @throws DataError if the files are not CIFAR-10's. */
export async function loadPictures(source: Source): Promise<Pictures> {
  if (source.kind === 'drawn') return drawnPictures();
  const { train, test } = sort(source.files);
  const trainSet = await read(train);
  if (test.length > 0) return { trainSet, testSet: await read(test) };
  const kept = trainSet.length - Math.ceil(trainSet.length / heldOutOf);
  return { trainSet: part(trainSet, 0, kept), testSet: part(trainSet, kept, trainSet.length) };
}

/** Reads all files as training would. @throws DataError if they are not CIFAR-10's; the message says what to do. */
export async function checkFiles(files: readonly File[]) {
  const { trainSet, testSet } = await loadPictures({ kind: 'files', files });
  return { trainImages: trainSet.length, testImages: testSet.length, heldOut: sort(files).test.length === 0 };
}

function sort(files: readonly File[]): { train: readonly File[]; test: readonly File[] } {
  const stranger = files.find(({ name }) => !/^(data_batch_[1-5]|test_batch)\.bin$/.test(name));
  if (stranger !== undefined) {
    const archive = /\.(tar|gz|tgz|zip)$/.test(stranger.name) ? ' Unpack the archive first.' : '';
    throw new DataError(
      `“${stranger.name}” is not a file of CIFAR-10’s binary version. Those are data_batch_1.bin to data_batch_5.bin ` +
        `and test_batch.bin.${archive}`,
    );
  }
  const test = files.filter(({ name }) => name.startsWith('test'));
  const train = files.filter((file) => !test.includes(file));
  if (train.length === 0) {
    throw new DataError('There are test pictures only. Add at least one of data_batch_1.bin to data_batch_5.bin.');
  }
  return { train, test };
}

/** The pictures of these files, checked one by one so that a message names the file. */
async function read(files: readonly File[]): Promise<LabelledImages> {
  const contents: Uint8Array[] = [];
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length === 0) throw new DataError(`“${file.name}” is empty.`);
    try {
      LabelledImages.of(cifar10FromRecords([bytes], { name: file.name, origin: '' }));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new DataError(`${error.message}. The file is damaged, or not of CIFAR-10’s binary version.`);
    }
    contents.push(bytes);
  }
  return LabelledImages.of(cifar10FromRecords(contents, { name: 'CIFAR-10', origin: 'files of yours' }));
}

/** The pictures from number `start` to before number `end`. */
function part({ data }: LabelledImages, start: number, end: number): LabelledImages {
  const bytes = data.channels * data.height * data.width;
  return LabelledImages.of({
    ...data,
    labels: data.labels.subarray(start, end),
    images: data.images.subarray(start * bytes, end * bytes),
  });
}
