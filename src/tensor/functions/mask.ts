import type { NumberArray } from '../../dtype.ts';
import { DTypeError, ShapeError } from '../../errors.ts';
import { indexCopy } from '../../ops/index/indexCopy.ts';
import { rowMajorStrides } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { broadcastShape } from './arguments.ts';
import { expandTo } from './common.ts';
import { narrow } from './cut.ts';
import { readNow } from './hostRead.ts';
import { chooseSlices, indexTensor } from './indices.ts';
import { flatten, reshape } from './move.ts';

// How many elements a mask chooses is known only when its numbers are: these functions read on the host.

/**
 * Where the input is not 0: a row of coordinates for each such element, in row-major order, [count, axes], int32.
 *
 * @throws DeviceError where reads must be awaited; `nonzeroAsync` works there too.
 */
export function nonzero(input: Tensor): Tensor {
  return coordinatesOf(input, readNow('nonzero', input, 'await nonzeroAsync(…)'));
}

/** `nonzero`, on every device. */
export async function nonzeroAsync(input: Tensor): Promise<Tensor> {
  return coordinatesOf(input, await input.storage.readAsync());
}

function coordinatesOf(input: Tensor, numbers: NumberArray): Tensor {
  const places = placesOf(numbers);
  const strides = rowMajorStrides(input.shape);
  const coordinates = places.flatMap((place) =>
    strides.map((stride, axis) => Math.floor(place / stride) % input.shape[axis]),
  );
  return indexTensor(coordinates, [places.length, input.ndim], input);
}

/**
 * The elements where the mask is true, in row-major order, as a vector. Input and mask are broadcast to each other.
 *
 * @throws DTypeError unless the mask is bool. DeviceError where reads must be awaited; `maskedSelectAsync` works there.
 */
export function maskedSelect(input: Tensor, mask: Tensor): Tensor {
  const [from, chosen] = masked('maskedSelect', input, mask);
  return choose(from, readNow('maskedSelect', chosen, 'await maskedSelectAsync(…)'));
}

/** `maskedSelect`, on every device. */
export async function maskedSelectAsync(input: Tensor, mask: Tensor): Promise<Tensor> {
  const [from, chosen] = masked('maskedSelectAsync', input, mask);
  return choose(from, await chosen.storage.readAsync());
}

function choose(input: Tensor, mask: NumberArray): Tensor {
  return chooseSlices(flatten(input), 0, placesOf(mask));
}

/**
 * The input with the elements where the mask is true replaced by those of `source`, one after the other.
 *
 * @throws ShapeError if `source` has too few. DTypeError. DeviceError where reads must be awaited.
 */
export function maskedScatter(input: Tensor, mask: Tensor, source: Tensor): Tensor {
  const [into, chosen] = masked('maskedScatter', input, mask);
  if (source.dtype !== input.dtype) {
    throw new DTypeError('maskedScatter', `source is ${source.dtype}, but the input is ${input.dtype}`);
  }
  const places = placesOf(readNow('maskedScatter', chosen, 'build the result with where(…), or on the host'));
  if (source.numel < places.length) {
    const rule = `the mask chooses ${places.length} elements, but source has ${source.numel}`;
    throw new ShapeError('maskedScatter', rule, { input: input.shape, mask: mask.shape, source: source.shape });
  }
  const values = narrow(flatten(source), 0, 0, places.length);
  const indices = indexTensor(places, [places.length], input);
  return reshape(apply(indexCopy, [flatten(into), values, indices], { axis: 0 }), into.shape);
}

/** Input and mask, broadcast to each other. */
function masked(operation: string, input: Tensor, mask: Tensor): [Tensor, Tensor] {
  if (mask.dtype !== 'bool') {
    throw new DTypeError(operation, `the mask must be bool, but is ${mask.dtype}. Compare, or use .to('bool').`);
  }
  const shape = broadcastShape(operation, { input: input.shape, mask: mask.shape });
  return [expandTo(input, shape), expandTo(mask, shape)];
}

/** The flat places of numbers that are not 0 (NaN is not 0). */
function placesOf(numbers: NumberArray): number[] {
  const places: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i] !== 0) places.push(i);
  }
  return places;
}
