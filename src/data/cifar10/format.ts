import { DataError } from '../../errors.ts';
import type { LabelledImagesData } from '../LabelledImages.ts';

/** The ten classes, in the order of the labels. */
export const cifar10Classes: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/** Bytes of a picture: 1024 red, 1024 green, 1024 blue, each plane row by row. */
export const pictureBytes = 3 * 32 * 32;

/** Bytes of a record in a .bin file: the label, then the picture. */
export const recordBytes = 1 + pictureBytes;

/**
 * The pictures of .bin files, one file after another.
 *
 * Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009), binary version.
 *
 * @throws DataError if a file does not consist of whole records.
 */
export function cifar10FromRecords(
  files: readonly Uint8Array[],
  about: { name: string; origin: string },
): LabelledImagesData {
  const count = files.reduce((sum, file) => sum + file.length / recordBytes, 0);
  const wrong = files.find((file) => file.length % recordBytes !== 0);
  if (wrong !== undefined) {
    throw new DataError(
      `${about.name}: a file of ${wrong.length} bytes is no multiple of a record's ${recordBytes} bytes`,
    );
  }
  const images = sharedBytes(count * pictureBytes);
  const labels = new Uint8Array(count);
  let picture = 0;
  for (const file of files) {
    for (let start = 0; start < file.length; start += recordBytes) {
      labels[picture] = file[start];
      images.set(file.subarray(start + 1, start + recordBytes), picture * pictureBytes);
      picture++;
    }
  }
  return { ...about, images, labels, classes: cifar10Classes, channels: 3, height: 32, width: 32 };
}

/** The .bin file that holds these pictures. */
export function toRecords({ images, labels }: Pick<LabelledImagesData, 'images' | 'labels'>): Uint8Array {
  const file = new Uint8Array(labels.length * recordBytes);
  labels.forEach((label, picture) => {
    file[picture * recordBytes] = label;
    file.set(images.subarray(picture * pictureBytes, (picture + 1) * pictureBytes), picture * recordBytes + 1);
  });
  return file;
}

/** Room that other threads can look into, where the platform has such memory: pages without isolation do not. */
export function sharedBytes(length: number): Uint8Array {
  return typeof SharedArrayBuffer === 'undefined'
    ? new Uint8Array(length)
    : new Uint8Array(new SharedArrayBuffer(length));
}
