import { arrayTypes, type DType, type NumberArray } from '../dtype.ts';
import { DataError, DeviceError } from '../errors.ts';

/** How a file format stores numbers: a dtype here, or 64-bit integers, which become int32 where they fit. */
export type StoredDType = DType | 'int64';

/** Bytes that one stored number takes. */
export function storedBytes(dtype: StoredDType): number {
  return dtype === 'int64' ? 8 : arrayTypes[dtype].BYTES_PER_ELEMENT;
}

/** The numbers as their bytes, lowest first. No copy. */
export function bytesOf(numbers: NumberArray): Uint8Array {
  checkByteOrder();
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/**
 * The numbers in a file's bytes, lowest first, as a copy.
 *
 * @param where names the tensor in errors.
 * @throws DataError if an int64 does not fit int32, or a bool is neither 0 nor 1.
 */
export function numbersIn(bytes: Uint8Array, dtype: StoredDType, where: string): NumberArray {
  checkByteOrder();
  const { buffer } = new Uint8Array(bytes); // a copy, so that it is aligned (slice() of a Node Buffer would be none)
  if (dtype === 'int64') return narrow(new BigInt64Array(buffer), where);
  const numbers = new arrayTypes[dtype](buffer);
  if (dtype === 'bool') {
    const wrong = numbers.findIndex((value) => value > 1);
    if (wrong >= 0) throw new DataError(`${where}: element ${wrong} is ${numbers[wrong]}, but a bool is 0 or 1`);
  }
  return numbers;
}

function narrow(integers: BigInt64Array, where: string): Int32Array {
  const numbers = new Int32Array(integers.length);
  for (let i = 0; i < integers.length; i++) {
    numbers[i] = Number(integers[i]);
    if (BigInt(numbers[i]) !== integers[i]) {
      throw new DataError(
        `${where}: element ${i} is ${integers[i]}, which does not fit int32 (64-bit integers become int32)`,
      );
    }
  }
  return numbers;
}

function checkByteOrder(): void {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) {
    throw new DeviceError('files of numbers can be read and written on little-endian machines only');
  }
}
