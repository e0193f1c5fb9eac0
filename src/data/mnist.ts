import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Transform } from '../vision/transforms/Transform.ts';
import { parseIdx } from './idx.ts';
import { LabelledImages } from './LabelledImages.ts';

/** Which part is loaded, and from where. */
export interface MNISTOptions {
  /** The folder with `train-images-idx3-ubyte` and the other three files, or the same with `.gz`. */
  readonly root: string;
  /** The 60,000 training pictures, or else the 10,000 of the test. */
  readonly train?: boolean;
  readonly transform?: Transform;
}

/** A data set of MNIST's form. */
export interface MNISTLike {
  readonly classes: readonly string[];
  load(options: MNISTOptions & { readonly transform: Transform }): Promise<LabelledImages<Tensor>>;
  load(options: Omit<MNISTOptions, 'transform'>): Promise<LabelledImages>;
}

/** Handwritten digits, 28 × 28, gray. Source: LeCun, Cortes & Burges. */
export const MNIST: MNISTLike = dataset('MNIST', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);

/** Pictures of clothes in MNIST's form. Source: Xiao, Rasul & Vollgraf, "Fashion-MNIST" (arXiv 1708.07747). */
export const FashionMNIST: MNISTLike = dataset('FashionMNIST', [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
]);

function dataset(name: string, classes: readonly string[]): MNISTLike {
  async function load(options: Omit<MNISTOptions, 'transform'>): Promise<LabelledImages>;
  async function load(options: MNISTOptions & { readonly transform: Transform }): Promise<LabelledImages<Tensor>>;
  async function load(options: MNISTOptions): Promise<LabelledImages | LabelledImages<Tensor>> {
    checkOptions(name, options, ['root', 'train', 'transform']);
    const { root, train = true, transform } = options;
    const part = train ? 'train' : 't10k';
    const pictures = parseIdx(...(await readIdx(name, root, `${part}-images-idx3-ubyte`)));
    const labels = parseIdx(...(await readIdx(name, root, `${part}-labels-idx1-ubyte`)));
    const [count, height, width] = pictures.shape;
    if (pictures.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== count) {
      throw new DataError(
        `${name}: pictures [${pictures.shape.join(', ')}] and labels [${labels.shape.join(', ')}] in ${root} do not go ` +
          'together',
      );
    }
    const data = { name, origin: root, classes, channels: 1, height, width };
    return LabelledImages.of({ ...data, images: pictures.bytes, labels: labels.bytes }, transform);
  }
  return { classes, load };
}

/** The contents and the path of a file, unpacked if it is there as .gz. */
async function readIdx(name: string, root: string, file: string): Promise<[contents: Uint8Array, path: string]> {
  for (const path of [join(root, file), join(root, `${file}.gz`)]) {
    try {
      const contents = await readFile(path);
      return [path.endsWith('.gz') ? await promisify(gunzip)(contents) : contents, path];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw new DataError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
      }
    }
  }
  throw new DataError(`${name}: neither ${file} nor ${file}.gz is in ${root}`);
}
