import { backendNamed } from '../backends/choose.ts';
import { upload } from '../backends/storage.ts';
import type { DType, NumberArray } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { Tensor } from './tensor.ts';

/** How a new tensor is made. */
export interface TensorOptions {
  /** Default: float32; bool for nested arrays of booleans. */
  readonly dtype?: DType;
  /** Default: see `setDefaultDevice`. */
  readonly device?: string;
  readonly requiresGrad?: boolean;
}

/** The one way in which creation functions end. @throws ArgumentError for an unknown option. */
export function make(numbers: NumberArray, shape: Shape, options: TensorOptions): Tensor {
  checkOptions('tensor creation', options, ['dtype', 'device', 'requiresGrad']);
  const { dtype = 'float32', device = 'default', requiresGrad = false } = options;
  const created = new Tensor(upload(backendNamed(device), numbers, shape, dtype));
  if (requiresGrad) created.requiresGrad = true;
  return created;
}

/** @throws ShapeError unless every size is a non-negative integer and the product can be addressed. */
export function checkShape(operation: string, shape: Shape): void {
  if (!Array.isArray(shape) || shape.some((size) => !Number.isSafeInteger(size) || size < 0)) {
    throw new ShapeError(operation, `sizes must be non-negative integers, but the shape is [${String(shape)}]`, {});
  }
  if (elementCount(shape) > 2 ** 31 - 1) {
    throw new ShapeError(operation, `${elementCount(shape)} elements are more than 2³¹ − 1`, { shape });
  }
}
