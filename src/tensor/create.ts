import { type DType, holds, isNumberArray, newArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { checkShape } from '../shape/checkShape.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { checkTensorOptions, make, type TensorOptions } from './make.ts';
import type { Nested } from './print.ts';
import { Tensor } from './tensor.ts';

/**
 * A tensor of the numbers in nested arrays (a number gives a scalar).
 *
 * @throws ShapeError if rows of one axis differ in length, ArgumentError for anything that is no number or boolean.
 */
export function tensor(data: Nested | readonly unknown[], options: TensorOptions = {}): Tensor {
  checkTensorOptions(options);
  const shape = shapeOf(data);
  const flat: unknown[] = [];
  collect(data, shape, 0, flat);
  const dtype =
    options.dtype ?? (flat.length > 0 && flat.every((value) => typeof value === 'boolean') ? 'bool' : 'float32');
  const numbers = newArray(dtype, flat.length);
  for (let i = 0; i < flat.length; i++) {
    numbers[i] = numberOf(flat[i], dtype);
  }
  return make(numbers, shape, { ...options, dtype });
}

/** A tensor of zeros. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled('zeros', shape, 0, options);
}

/** A tensor of ones. */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled('ones', shape, 1, options);
}

/** A tensor to be filled later. Here it is of zeros: whatever lay in memory before is no good start for a search. */
export function empty(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled('empty', shape, 0, options);
}

/** A tensor whose every element is `value`. @throws ShapeError if a size is no non-negative integer. */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  return filled('full', shape, value, options);
}

/** A matrix [rows, columns] of zeros with ones on its diagonal; square unless `columns` is given. */
export function eye(rows: number, columns: number = rows, options: TensorOptions = {}): Tensor {
  const { dtype = 'float32' } = options;
  checkShape('eye', [rows, columns]);
  const numbers = newArray(dtype, rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) {
    numbers[i * columns + i] = 1;
  }
  return make(numbers, [rows, columns], options);
}

function filled(operation: string, shape: Shape, value: number, options: TensorOptions): Tensor {
  const { dtype = 'float32' } = options;
  checkShape(operation, shape);
  return make(newArray(dtype, elementCount(shape)).fill(numberOf(value, dtype)), shape, options);
}

function shapeOf(data: unknown): number[] {
  return Array.isArray(data) ? [data.length, ...(data.length === 0 ? [] : shapeOf(data[0]))] : [];
}

function collect(data: unknown, shape: Shape, axis: number, flat: unknown[]): void {
  if (axis === shape.length) {
    flat.push(data);
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[axis]) {
    const found = Array.isArray(data) ? `${data.length} entries` : `the value ${String(data)}`;
    throw new ShapeError(
      'tensor',
      `all rows of axis ${axis} must have ${shape[axis]} entries, but one has ${found}`,
      {},
    );
  }
  for (const row of data) collect(row, shape, axis + 1, flat);
}

function numberOf(value: unknown, dtype: DType): number {
  const number = typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number') {
    throw new ArgumentError('tensor', `expects numbers or booleans, but found ${found(value)}`);
  }
  if (dtype === 'bool') return number === 0 ? 0 : 1;
  if (!holds(dtype, number)) {
    throw new ArgumentError('tensor', `${number} is no ${dtype}`);
  }
  return number;
}

/** What was given in place of a number, and what to do with it. */
function found(value: unknown): string {
  if (isNumberArray(value)) return `a ${value.constructor.name}. Use fromArray(numbers, shape)`;
  if (value instanceof Tensor) return 'a tensor. Use stack() to join tensors, clone() to copy one';
  return typeof value === 'string' ? `"${value}"` : String(value);
}
