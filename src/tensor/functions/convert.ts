import type { Backend } from '../../backends/backend.ts';
import { backendNamed } from '../../backends/choose.ts';
import { type DType, dtypes, type NumberArray } from '../../dtype.ts';
import { ArgumentError } from '../../errors.ts';
import { transfer } from '../../ops/pointwise/transfer.ts';
import { clone as cloneOperation } from '../../ops/pointwise/unary.ts';
import { checkOptions } from '../../options.ts';
import { apply, Tensor } from '../tensor.ts';
import { toDType } from './common.ts';

/** What a tensor should become: a dtype, the name of a device, both, or like another tensor. */
export type Target = DType | (string & {}) | { readonly dtype?: DType; readonly device?: string } | Tensor;

/** A copy with a storage of its own. The gradient passes. */
export function clone(input: Tensor): Tensor {
  return apply(cloneOperation, [input], {});
}

/**
 * The same numbers in another dtype, or on another device; the same tensor where nothing changes. The gradient comes
 * back in the old dtype, on the old device. Towards integers fractions are cut off.
 *
 * @throws DeviceError if the device is not available, or the numbers of this one must be awaited; see toAsync.
 */
export function to(input: Tensor, target: Target): Tensor {
  const journey = plan(input, target);
  return finish(journey, journey.isShort ? undefined : journey.ready.storage.read());
}

/** `to`, on every device: it waits for the numbers. */
export async function toAsync(input: Tensor, target: Target): Promise<Tensor> {
  const journey = plan(input, target);
  return finish(journey, journey.isShort ? undefined : await journey.ready.storage.readAsync());
}

interface Journey {
  /** The tensor as it leaves. float64 exists on hosts only: other conversions come before the journey, that one after. */
  readonly ready: Tensor;
  readonly there: Backend;
  readonly dtype: DType;
  /** Whether it is there already. */
  readonly isShort: boolean;
}

function plan(input: Tensor, target: Target): Journey {
  const { dtype = input.dtype, device } = wanted(target);
  const there = device === undefined ? input.storage.backend : backendNamed(device);
  const ready = dtype === 'float64' ? input : toDType(input, dtype);
  return { ready, there, dtype, isShort: there === input.storage.backend };
}

function finish({ ready, there, dtype }: Journey, numbers: NumberArray | undefined): Tensor {
  if (numbers === undefined) return toDType(ready, dtype);
  const from = ready.storage.backend;
  return toDType(apply(transfer, [ready], { from, to: there, numbers: numbers.slice() }), dtype);
}

function wanted(target: Target): { readonly dtype?: DType; readonly device?: string } {
  if (target instanceof Tensor) return { dtype: target.dtype, device: target.device };
  if (typeof target === 'string') {
    return dtypes.includes(target as DType) ? { dtype: target as DType } : { device: target };
  }
  checkOptions('to', target, ['dtype', 'device']);
  if (target.dtype !== undefined && !dtypes.includes(target.dtype)) {
    throw new ArgumentError('to', `unknown dtype '${String(target.dtype)}'; the dtypes are ${dtypes.join(', ')}`);
  }
  return target;
}

/** The numbers as float32. */
export function float(input: Tensor): Tensor {
  return toDType(input, 'float32');
}

/** The numbers as float64. */
export function double(input: Tensor): Tensor {
  return toDType(input, 'float64');
}

/** The numbers as int32, without their fractions. */
export function int(input: Tensor): Tensor {
  return toDType(input, 'int32');
}

/** Whether each number is not 0. */
export function bool(input: Tensor): Tensor {
  return toDType(input, 'bool');
}
