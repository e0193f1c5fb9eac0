import { ArgumentError, ShapeError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { fromArray } from '../tensor/fromArray.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** How pictures are laid out. */
export interface GridOptions {
  /** Pictures in a row. */
  readonly nrow?: number;
  /** Pixels around each picture. */
  readonly padding?: number;
  /** Stretch the numbers to 0…1, from `valueRange` or from the smallest and the largest of all. */
  readonly normalize?: boolean;
  readonly valueRange?: readonly [low: number, high: number];
  /** Normalize each picture by its own smallest and largest number. */
  readonly scaleEach?: boolean;
  /** What lies between the pictures. */
  readonly padValue?: number;
}

export const gridOptionNames: readonly (keyof GridOptions)[] = [
  'nrow',
  'padding',
  'normalize',
  'valueRange',
  'scaleEach',
  'padValue',
];

/** Pictures as flat floats. */
interface Pictures {
  readonly data: Float32Array;
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * One picture of many, row by row: torchvision's `make_grid`, number for number. Gray becomes three equal channels.
 *
 *   pictures  [count, channels, height, width], [channels, height, width] or [height, width]
 *   grid      [channels, rows·(height + padding) + padding, columns·(width + padding) + padding];
 *             a single picture stays without a border. Bytes stay bytes, the rest becomes float32
 *
 * @throws ShapeError for other shapes; ArgumentError for bad options.
 */
export function makeGrid(pictures: Tensor | readonly Tensor[], options: GridOptions = {}): Tensor {
  checkGridOptions(options);
  const stacked = toColour(toPictures(pictures));
  const all = options.normalize ? normalized(stacked, options) : stacked;
  const [first] = [pictures].flat();
  const finish = (data: Float32Array, height: number, width: number) =>
    fromArray(first.dtype === 'uint8' && !options.normalize ? Uint8Array.from(data) : data, [
      all.channels,
      height,
      width,
    ]);
  if (all.count === 1) {
    return finish(all.data, all.height, all.width);
  }

  const { nrow = 8, padding = 2, padValue = 0 } = options;
  const columns = Math.min(nrow, all.count);
  const rows = Math.ceil(all.count / columns);
  const cellHeight = all.height + padding;
  const cellWidth = all.width + padding;
  const height = rows * cellHeight + padding;
  const width = columns * cellWidth + padding;
  const grid = new Float32Array(all.channels * height * width).fill(padValue);
  for (let row = 0; row < all.count * all.channels * all.height; row++) {
    const y = row % all.height;
    const channel = Math.floor(row / all.height) % all.channels;
    const picture = Math.floor(row / all.height / all.channels);
    const gridY = Math.floor(picture / columns) * cellHeight + padding + y;
    const gridX = (picture % columns) * cellWidth + padding;
    grid.set(all.data.subarray(row * all.width, (row + 1) * all.width), (channel * height + gridY) * width + gridX);
  }
  return finish(grid, height, width);
}

function checkGridOptions(options: GridOptions): void {
  checkOptions('makeGrid', options, gridOptionNames);
  const { nrow = 8, padding = 2, valueRange } = options;
  if (!Number.isInteger(nrow) || nrow < 1) {
    throw new ArgumentError('makeGrid', `nrow must be a positive integer, but is ${nrow}`);
  }
  if (!Number.isInteger(padding) || padding < 0) {
    throw new ArgumentError('makeGrid', `padding must be an integer of at least 0, but is ${padding}`);
  }
  if (valueRange !== undefined && !(valueRange[0] <= valueRange[1])) {
    throw new ArgumentError('makeGrid', `valueRange must be low ≤ high, but is ${valueRange}`);
  }
}

function toPictures(pictures: Tensor | readonly Tensor[]): Pictures {
  if (!Array.isArray(pictures)) {
    return onePicture(pictures as Tensor);
  }
  if (pictures.length === 0) {
    throw new ArgumentError('makeGrid', 'an empty list has no picture to show');
  }
  const parts = pictures.map(onePicture);
  const [first] = parts;
  const other = parts.findIndex(
    (part) => part.channels !== first.channels || part.height !== first.height || part.width !== first.width,
  );
  if (other >= 0) {
    const shapes = { 'picture 0': pictures[0].shape, [`picture ${other}`]: pictures[other].shape };
    throw new ShapeError('makeGrid', 'pictures of one grid have one shape', shapes);
  }
  const data = new Float32Array(parts.length * first.data.length);
  parts.forEach((part, index) => {
    data.set(part.data, index * first.data.length);
  });
  return { ...first, data, count: parts.length * first.count };
}

function onePicture(tensor: Tensor): Pictures {
  const { shape } = tensor;
  if (shape.length < 2 || shape.length > 4 || tensor.numel === 0) {
    throw new ShapeError('makeGrid', 'expects [count, channels, height, width], or without the first axes', {
      pictures: shape,
    });
  }
  const [count, channels, height, width] = [...new Array(4 - shape.length).fill(1), ...shape];
  return { data: Float32Array.from(tensor.toTypedArray()), count, channels, height, width };
}

/** Gray three times over; more channels stay as they are. */
function toColour(pictures: Pictures): Pictures {
  const { data, count, channels, height, width } = pictures;
  if (channels !== 1) return pictures;
  const plane = height * width;
  const out = new Float32Array(count * 3 * plane);
  for (let copy = 0; copy < count * 3; copy++) {
    const picture = Math.floor(copy / 3);
    out.set(data.subarray(picture * plane, (picture + 1) * plane), copy * plane);
  }
  return { ...pictures, data: out, channels: 3 };
}

function normalized(pictures: Pictures, { valueRange, scaleEach = false }: GridOptions): Pictures {
  const data = pictures.data.slice();
  const run = scaleEach ? data.length / pictures.count : data.length;
  for (let start = 0; start < data.length; start += run) {
    const part = data.subarray(start, start + run);
    const [low, high] = valueRange ?? bounds(part);
    // A picture of one colour has no range; the small number keeps it black instead of NaN.
    const span = Math.max(high - low, 1e-5);
    for (let index = 0; index < part.length; index++) {
      part[index] = Math.fround(Math.min(Math.max(part[index], low), high) - low) / span;
    }
  }
  return { ...pictures, data };
}

function bounds(numbers: Float32Array): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return [low, high];
}
