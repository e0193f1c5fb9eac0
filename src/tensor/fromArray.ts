import { backendNamed } from '../backends/choose.ts';
import { upload } from '../backends/storage.ts';
import { arrayTypes, bytesPerElement, type DType, isFloating, isNumberArray, type NumberArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { checkShape } from '../shape/checkShape.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { Tensor } from './tensor.ts';

/** Makes a tensor of numbers that the caller does not write to again. @throws ShapeError if the count is wrong. */
export function fromArray(
  numbers: NumberArray,
  shape: Shape,
  options: { dtype?: DType; device?: string } = {},
): Tensor {
  if (!isNumberArray(numbers)) {
    const kinds = [...new Set(Object.values(arrayTypes))].map(({ name }) => name).join(', ');
    throw new ArgumentError('fromArray', `numbers must be a ${kinds}, but are ${String(numbers)}. See also tensor().`);
  }
  checkOptions('fromArray', options, ['dtype', 'device']);
  const { dtype = dtypeOf(numbers), device } = options;
  checkShape('fromArray', shape);
  if (elementCount(shape) !== numbers.length) {
    throw new ShapeError('fromArray', `${numbers.length} numbers do not fill the shape`, { shape });
  }
  if (bytesPerElement(dtype) !== numbers.BYTES_PER_ELEMENT || isFloating(dtype) !== isFloating(dtypeOf(numbers))) {
    throw new ArgumentError('fromArray', `${dtype} cannot be kept in a ${numbers.constructor.name}`);
  }
  return new Tensor(upload(backendNamed(device ?? 'default'), numbers, shape, dtype));
}

/** The dtype that a typed array holds, where nothing else is said. */
export function dtypeOf(numbers: NumberArray): DType {
  if (numbers instanceof Float32Array) return 'float32';
  if (numbers instanceof Float64Array) return 'float64';
  return numbers instanceof Int32Array ? 'int32' : 'uint8';
}
