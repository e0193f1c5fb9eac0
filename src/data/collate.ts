import { type DType, type NumberArray, newArray } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { dtypeOf } from '../tensor/fromArray.ts';
import { Tensor } from '../tensor/tensor.ts';
import { checkEqualShapes, type HostArray, hostArray, isPlainObject } from './hostArray.ts';

/** What the default collate makes of samples of this type. */
export type Collated<Sample> = Sample extends Tensor | number | boolean | NumberArray
  ? Tensor
  : Sample extends string
    ? string[]
    : { -readonly [Key in keyof Sample]: Collated<Sample[Key]> };

/**
 * A batch of samples, PyTorch's `default_collate`, with host arrays for tensors: tensors and typed arrays are stacked
 * along a new first axis, numbers become one axis (int32 if all are integers, else float32; booleans bool), strings a
 * list, and tuples and objects of these are collated part by part.
 *
 * @throws ArgumentError for samples that do not go together, or of which no tensor can be made.
 */
export function collate(samples: readonly unknown[]): unknown {
  const [first] = samples;
  const sameKind = samples.every((sample) => kindOf(sample) === kindOf(first));
  if (!sameKind) {
    throw new ArgumentError('collate', `samples of one batch have one kind, but here are ${kinds(samples)}`);
  }
  if (Array.isArray(first)) {
    return collateParts(samples as unknown[][], first.length);
  }
  switch (kindOf(first)) {
    case 'Tensor':
      return stack((samples as Tensor[]).map((tensor) => hostArray(tensor.toTypedArray(), tensor.shape, tensor.dtype)));
    case 'typed array':
      return stack((samples as NumberArray[]).map((numbers) => hostArray(numbers, [numbers.length], dtypeOf(numbers))));
    case 'number':
      return scalars(samples as number[], samples.every(isInt32) ? 'int32' : 'float32');
    case 'boolean':
      return scalars((samples as boolean[]).map(Number), 'bool');
    case 'string':
      return [...samples];
    case 'object':
      return collateFields(samples as Record<string, unknown>[]);
    default:
      throw new ArgumentError(
        'collate',
        `cannot make a batch of ${kindOf(first)}. Give the loader a collate function.`,
      );
  }
}

/** The samples' numbers one after another, under a new first axis. */
export function stack(arrays: readonly HostArray[]): HostArray {
  checkEqualShapes('collate', arrays);
  const [{ shape, dtype, numbers }] = arrays;
  const out = newArray(dtype, arrays.length * numbers.length);
  arrays.forEach((array, index) => {
    out.set(array.numbers, index * numbers.length);
  });
  return hostArray(out, [arrays.length, ...shape], dtype);
}

function collateParts(samples: readonly (readonly unknown[])[], length: number): unknown[] {
  const other = samples.findIndex((sample) => sample.length !== length);
  if (other >= 0) {
    throw new ArgumentError(
      'collate',
      `samples of one batch have equally many parts, but the first has ${length} and number ${other} has ` +
        `${samples[other].length}`,
    );
  }
  return Array.from({ length }, (_, part) => collate(samples.map((sample) => sample[part])));
}

function collateFields(samples: readonly Record<string, unknown>[]): Record<string, unknown> {
  const fields = Object.keys(samples[0]);
  if ('width' in samples[0] && 'data' in samples[0]) {
    throw new ArgumentError(
      'collate',
      'the samples hold pictures, not tensors. Give the data set the transform ToTensor.',
    );
  }
  return Object.fromEntries(fields.map((field) => [field, collate(samples.map((sample) => sample[field]))]));
}

function scalars(values: readonly number[], dtype: DType): HostArray {
  const numbers = newArray(dtype, values.length);
  numbers.set(values);
  return hostArray(numbers, [values.length], dtype);
}

function isInt32(value: unknown): boolean {
  return value === Math.trunc(Number(value)) && Math.abs(value) < 2 ** 31;
}

function kindOf(value: unknown): string {
  if (value instanceof Tensor) return 'Tensor';
  if (Array.isArray(value)) return 'list';
  if (ArrayBuffer.isView(value)) return 'typed array';
  if (typeof value !== 'object') return typeof value;
  return isPlainObject(value) ? 'object' : (value?.constructor?.name ?? 'null');
}

function kinds(samples: readonly unknown[]): string {
  return [...new Set(samples.map(kindOf))].join(' and ');
}
