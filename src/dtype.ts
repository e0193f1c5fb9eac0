import { AllocationError, DTypeError } from './errors.ts';

/** What the numbers of a tensor are. float32 is the default; float64 is for gradient checks, on the host only. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8' | 'bool';

/** The typed arrays that hold numbers on the host; bool is a Uint8Array of 0 and 1. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The typed array that holds each dtype on the host. */
export const arrayTypes = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** Every dtype, from the narrowest to the widest: two of them meet at the wider one. */
export const dtypes: readonly DType[] = ['bool', 'uint8', 'int32', 'float32', 'float64'];

/**
 * A new array of `length` zeros that holds `dtype`.
 *
 * @throws DTypeError if there is no such dtype, AllocationError if there is no memory for it.
 */
export function newArray(dtype: DType, length: number): NumberArray {
  if (!Object.hasOwn(arrayTypes, dtype)) {
    throw new DTypeError('dtype', `must be one of ${dtypes.join(', ')}, but is ${String(dtype)}`);
  }
  try {
    return new arrayTypes[dtype](length);
  } catch (error) {
    throw new AllocationError(length, bytesPerElement(dtype), { cause: error });
  }
}

/** Whether this is a typed array that holds numbers of some dtype. */
export function isNumberArray(value: unknown): value is NumberArray {
  return Object.values(arrayTypes).some((type) => value instanceof type);
}

/** Bytes that one element takes. */
export function bytesPerElement(dtype: DType): number {
  return arrayTypes[dtype].BYTES_PER_ELEMENT;
}

export function isFloating(dtype: DType): dtype is 'float32' | 'float64' {
  return dtype === 'float32' || dtype === 'float64';
}

/** Whether a number can be kept as `dtype` without becoming another: 300 is no uint8, 0.5 and NaN are no integers. */
export function holds(dtype: DType, value: number): boolean {
  if (isFloating(dtype)) return true;
  const [least, most] = dtype === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : dtype === 'uint8' ? [0, 255] : [0, 1];
  return Number.isInteger(value) && value >= least && value <= most;
}

/** The dtype in which `a` and `b` are combined: the wider of the two. */
export function promote(a: DType, b: DType): DType {
  return dtypes[Math.max(dtypes.indexOf(a), dtypes.indexOf(b))];
}
