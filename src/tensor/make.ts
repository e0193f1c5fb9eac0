import { backendNamed } from '../backends/choose.ts';
import { upload } from '../backends/storage.ts';
import type { DType, NumberArray } from '../dtype.ts';
import { checkOptions } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { Tensor } from './tensor.ts';

/** How a new tensor is made. */
export interface TensorOptions {
  /** Default: float32; bool for nested arrays of booleans. */
  readonly dtype?: DType;
  /** Default: see `setDefaultDevice`. */
  readonly device?: string;
  readonly requiresGrad?: boolean;
}

/** @throws ArgumentError for an unknown option. */
export function checkTensorOptions(options: TensorOptions): void {
  checkOptions('tensor creation', options, ['dtype', 'device', 'requiresGrad']);
}

/** The one way in which creation functions end. @throws ArgumentError for an unknown option. */
export function make(numbers: NumberArray, shape: Shape, options: TensorOptions): Tensor {
  checkTensorOptions(options);
  const { dtype = 'float32', device = 'default', requiresGrad = false } = options;
  const created = new Tensor(upload(backendNamed(device), numbers, shape, dtype));
  if (requiresGrad) created.requiresGrad = true;
  return created;
}
