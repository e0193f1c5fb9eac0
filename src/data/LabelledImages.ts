import { DataError, DTypeError } from '../errors.ts';
import type { Image } from '../io/image.ts';
import { defaultGenerator } from '../random/generator.ts';
import type { RandomSource } from '../random/randomSource.ts';
import { fromArray } from '../tensor/fromArray.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { areBytes, emptyPlanes, imageOf, type Planes } from '../vision/planes.ts';
import type { Transform } from '../vision/transforms/Transform.ts';
import type { Collated } from './collate.ts';
import { checkIndex, type Dataset, SampleError } from './dataset.ts';
import { type HostArray, hostArray, type OnHost } from './hostArray.ts';

/**
 * Pictures of one size with a class each, as plain data. It can be given to a loader's workers: `images` then is
 * shared, not copied.
 */
export interface LabelledImagesData {
  /** What the pictures are called, for reports. */
  readonly name: string;
  /** Where they came from, in words. */
  readonly origin: string;
  /** Bytes [count, channels, height, width]. */
  readonly images: Uint8Array;
  /** The class of each. */
  readonly labels: Uint8Array;
  /** The classes' names. */
  readonly classes: readonly string[];
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A picture and the number of its class. */
type Labelled<Picture extends Image | Tensor> = [picture: Picture, label: number];

/**
 * A data set of pictures with a class each. Without a transform a sample is [Image, label]; with one, the picture is a
 * tensor [channels, height, width], of uint8 if the transform leaves bytes.
 */
export class LabelledImages<Picture extends Image | Tensor = Image> implements Dataset<Labelled<Picture>> {
  readonly data: LabelledImagesData;
  readonly transform: Transform | undefined;

  private constructor(data: LabelledImagesData, transform?: Transform) {
    this.data = data;
    this.transform = transform;
  }

  /**
   * The data set of these pictures.
   *
   * @throws DataError if the bytes do not fill the sizes, or a label has no class.
   */
  static of(data: LabelledImagesData): LabelledImages<Image>;
  static of(data: LabelledImagesData, transform: Transform): LabelledImages<Tensor>;
  static of(data: LabelledImagesData, transform: Transform | undefined): LabelledImages | LabelledImages<Tensor>;
  static of(data: LabelledImagesData, transform?: Transform): LabelledImages | LabelledImages<Tensor> {
    const { name, images, labels, channels, height, width, classes } = data;
    if (images.length !== labels.length * channels * height * width) {
      throw new DataError(
        `${name}: ${labels.length} pictures of ${channels} × ${height} × ${width} have ` +
          `${labels.length * channels * height * width} bytes, but there are ${images.length}`,
      );
    }
    const wrong = labels.findIndex((label) => label >= classes.length);
    if (wrong >= 0) {
      throw new DataError(`${name}: picture ${wrong} is of class ${labels[wrong]}, but there are ${classes.length}`);
    }
    return transform === undefined ? new LabelledImages<Image>(data) : new LabelledImages<Tensor>(data, transform);
  }

  /** The same pictures, shared, seen through `transform`. */
  withTransform(transform: Transform): LabelledImages<Tensor> {
    return new LabelledImages<Tensor>(this.data, transform);
  }

  get length(): number {
    return this.data.labels.length;
  }

  get classes(): readonly string[] {
    return this.data.classes;
  }

  get labels(): Uint8Array {
    return this.data.labels;
  }

  get(index: number, random: RandomSource = defaultGenerator): Labelled<Picture> {
    const planes = this.#planes(index);
    const { transform } = this;
    const picture = transform === undefined ? imageOf(planes) : toTensor(transform.transform(planes, random));
    return [picture as Picture, this.data.labels[index]]; // a transform is what makes `Picture` a tensor
  }

  getBatch(indices: readonly number[], randomAt: (place: number) => RandomSource): OnHost<Collated<Labelled<Picture>>> {
    const { transform } = this;
    if (transform === undefined) {
      throw new DTypeError(
        this.data.name,
        'the samples are pictures, not tensors. Give the data set the transform ToTensor.',
      );
    }
    const batch = new PictureBatch(indices);
    const labels = new Int32Array(indices.length);
    for (let place = 0; place < indices.length; place++) {
      try {
        labels[place] = this.data.labels[indices[place]];
        batch.add(transform.transform(this.#planes(indices[place]), randomAt(place), batch.room()));
      } catch (error) {
        throw new SampleError(indices[place], error);
      }
    }
    const arrays = [batch.finish(), hostArray(labels, [indices.length], 'int32')];
    return arrays as OnHost<Collated<Labelled<Picture>>>;
  }

  /** The bytes of a picture, lent: nobody writes to them. */
  #planes(index: number): Planes {
    checkIndex(this.data.name, index, this.length);
    const { images, channels, height, width } = this.data;
    const bytes = channels * height * width;
    return { data: images.subarray(index * bytes, (index + 1) * bytes), channels, height, width };
  }
}

function toTensor({ data, channels, height, width }: Planes): Tensor {
  // A transform may hand back the lent bytes themselves; a tensor owns its numbers.
  return fromArray(data instanceof Uint8Array ? data.slice() : data, [channels, height, width]);
}

/** Pictures of one size, one after the other in one array. */
class PictureBatch {
  readonly #count: number;
  #added = 0;
  #first: Planes | undefined;
  #numbers: Planes['data'] = new Float32Array(0);

  constructor(indices: readonly number[]) {
    this.#count = indices.length;
  }

  /** Where the next picture belongs, if it is of floats and the size is known. */
  room(): Float32Array | undefined {
    if (this.#first === undefined || this.#numbers instanceof Uint8Array) return undefined;
    const { length } = this.#first.data;
    return this.#numbers.subarray(this.#added * length, (this.#added + 1) * length);
  }

  /** @throws DataError if the picture has another size or number type than the first. */
  add(picture: Planes): void {
    if (this.#first === undefined) {
      this.#first = picture;
      this.#numbers = emptyPlanes(picture, { channels: picture.channels * this.#count }).data;
    }
    if (!sameForm(picture, this.#first)) {
      throw new DataError(
        `the transform made it ${describe(picture)}, but the first of the batch ${describe(this.#first)}`,
      );
    }
    const { data } = picture;
    // It may have been made in its place.
    if (data.buffer !== this.#numbers.buffer) this.#numbers.set(data, this.#added * data.length);
    this.#added++;
  }

  finish(): HostArray {
    const { channels = 0, height = 0, width = 0 } = this.#first ?? {};
    const dtype = this.#numbers instanceof Uint8Array ? 'uint8' : 'float32';
    return hostArray(this.#numbers, [this.#count, channels, height, width], dtype);
  }
}

function sameForm(a: Planes, b: Planes): boolean {
  return a.channels === b.channels && a.height === b.height && a.width === b.width && areBytes(a) === areBytes(b);
}

function describe({ data, channels, height, width }: Planes): string {
  return `${data instanceof Uint8Array ? 'bytes' : 'floats'} ${channels} × ${height} × ${width}`;
}
