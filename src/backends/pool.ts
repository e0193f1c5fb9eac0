import { arrayTypes, bytesPerElement, type DType, type NumberArray, newArray } from '../dtype.ts';

/** Above this many bytes, what comes back is left to the garbage collector. */
const capacity = 256 * 2 ** 20;

/** Free arrays by their type, then by their length. */
const free = new Map<unknown, Map<number, NumberArray[]>>();
let pooledBytes = 0;

/**
 * An array of `length` elements whose contents are whatever was there before: whoever takes it writes every element.
 * Training asks for the same sizes at every step, so arrays are kept by exact length.
 */
export function takeArray(dtype: DType, length: number): NumberArray {
  const array = free.get(arrayTypes[dtype])?.get(length)?.pop();
  if (array === undefined) {
    return unwrittenArray(dtype, length);
  }
  pooledBytes -= array.byteLength;
  return array;
}

/** Below this, zeros cost less than doing without. */
const fewBytes = 4096;

/** A new array, which Node need not fill with zeros first: that takes longer than many kernels. */
function unwrittenArray(dtype: DType, length: number): NumberArray {
  const bytes = length * bytesPerElement(dtype);
  if (bytes < fewBytes || typeof Buffer === 'undefined') return newArray(dtype, length);
  try {
    return new arrayTypes[dtype](Buffer.allocUnsafeSlow(bytes).buffer, 0, length);
  } catch {
    return newArray(dtype, length); // which says what is wrong
  }
}

/** Gives an array back that nobody will read or write again, the user above all. */
export function giveBack(array: NumberArray): void {
  if (array.length === 0 || pooledBytes + array.byteLength > capacity) {
    return;
  }
  let lengths = free.get(array.constructor);
  if (lengths === undefined) {
    lengths = new Map();
    free.set(array.constructor, lengths);
  }
  const arrays = lengths.get(array.length);
  if (arrays === undefined) {
    lengths.set(array.length, [array]);
  } else {
    arrays.push(array);
  }
  pooledBytes += array.byteLength;
}

/** Bytes that wait in the pool for the next run. */
export function poolBytes(): number {
  return pooledBytes;
}

/** Lets go of everything in the pool. */
export function emptyPool(): void {
  free.clear();
  pooledBytes = 0;
}
