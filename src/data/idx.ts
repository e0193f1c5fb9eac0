import { DataError } from '../errors.ts';

/** Bytes in a shape, as IDX files hold them. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes: two zeros, 8 for the type, the number of axes, each axis's size in four bytes,
 * most significant first, then the numbers.
 *
 * Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
 *
 * @throws DataError if `file` is not such a file; `name` says which it was.
 */
export function parseIdx(file: Uint8Array, name: string): IdxArray {
  if (file.length < 4 || file[0] !== 0 || file[1] !== 0 || file[2] !== 8) {
    throw new DataError(`${name} is no IDX file of unsigned bytes: it does not begin with 0, 0, 8`);
  }
  const axes = file[3];
  const start = 4 + 4 * axes;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => (start <= file.length ? view.getUint32(4 + 4 * axis) : 0));
  const count = shape.reduce((product, size) => product * size, 1);
  if (file.length !== start + count) {
    throw new DataError(
      `${name} is ${file.length < start + count ? 'too short' : 'too long'}: an IDX file of [${shape.join(', ')}] has ` +
        `${start + count} bytes, this one ${file.length}`,
    );
  }
  return { shape, bytes: file.subarray(start) };
}
