import type { DType } from '../dtype.ts';
import { DataError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { fromArray } from '../tensor/fromArray.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { bytesOf, numbersIn, type StoredDType, storedBytes } from './numbers.ts';
import type { LoadOptions } from './safetensors.ts';

// NumPy's format for one array (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): the magic bytes,
// a version, the header's length, a Python dictionary as text, and the numbers.

const magic = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'));

const namesOf: Record<DType, string> = { float32: '<f4', float64: '<f8', int32: '<i4', uint8: '|u1', bool: '|b1' };

const dtypesOf: Readonly<Record<string, StoredDType>> = {
  ...Object.fromEntries(Object.entries(namesOf).map(([dtype, name]) => [name, dtype as DType])),
  '<i8': 'int64',
  '<u1': 'uint8',
  '<b1': 'bool',
};

/** The bytes of a .npy file. @throws DeviceError where numbers must be awaited: `encodeNpyAsync` works there. */
export function encodeNpy(tensor: Tensor): Uint8Array {
  return assemble(tensor, bytesOf(tensor.storage.read()));
}

/** `encodeNpy`, on every device. */
export async function encodeNpyAsync(tensor: Tensor): Promise<Uint8Array> {
  return assemble(tensor, bytesOf(await tensor.storage.readAsync()));
}

function assemble({ dtype, shape }: Tensor, numbers: Uint8Array): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${namesOf[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = magic.length + 4;
  const start = Math.ceil((before + header.length + 1) / 64) * 64; // NumPy aligns the numbers so
  const bytes = new Uint8Array(start + numbers.length).fill(0x20, before, start - 1);
  bytes.set(magic);
  bytes.set([1, 0], magic.length);
  new DataView(bytes.buffer).setUint16(magic.length + 2, start - before, true);
  bytes.set(new TextEncoder().encode(header), before);
  bytes[start - 1] = 0x0a;
  bytes.set(numbers, start);
  return bytes;
}

/**
 * The tensor in the bytes of a .npy file. 64-bit integers become int32.
 *
 * @param source names the file in errors.
 * @throws DataError that says what is wrong with the bytes, or what in them has no place here.
 */
export function decodeNpy(bytes: Uint8Array, options: LoadOptions = {}, source = 'npy'): Tensor {
  checkOptions('decodeNpy', options, ['device']);
  const { text, start } = readText(bytes, source);
  const { descr, shape } = readDescription(text, source);
  const dtype = Object.hasOwn(dtypesOf, descr) ? dtypesOf[descr] : undefined;
  if (dtype === undefined) {
    const known = Object.keys(dtypesOf).join(', ');
    throw new DataError(`${source}: dtype '${descr}' has no counterpart here; known are ${known}`);
  }
  const needed = elementCount(shape) * storedBytes(dtype);
  if (bytes.length - start !== needed) {
    const given = `${bytes.length - start} follow the header`;
    throw new DataError(`${source}: [${shape.join(', ')}] of '${descr}' takes ${needed} bytes, but ${given}`);
  }
  const numbers = numbersIn(bytes.subarray(start), dtype, source);
  return fromArray(numbers, shape, { dtype: dtype === 'int64' ? 'int32' : dtype, ...options });
}

/** The dictionary's text, and where the numbers start. Version 1 counts the header in two bytes, 2 and 3 in four. */
function readText(bytes: Uint8Array, source: string): { text: string; start: number } {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new DataError(`${source}: does not begin with \\x93NUMPY, as .npy files do`);
  }
  const version = bytes[6];
  if (version < 1 || version > 3) {
    throw new DataError(`${source}: .npy version ${version} is not known; 1, 2 and 3 are`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const before = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true);
  if (before + length > bytes.length) {
    throw new DataError(`${source}: the header is said to have ${length} bytes, but ${bytes.length - before} follow`);
  }
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(before, before + length));
  return { text, start: before + length };
}

/** What NumPy writes, and nothing else: this is not a reader of Python. */
function readDescription(text: string, source: string): { descr: string; shape: Shape } {
  const descr = /'descr':\s*'([^']*)'/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text);
  if (descr === null || order === null || shape === null) {
    throw new DataError(`${source}: the header must name descr, fortran_order and shape, but is ${text.trim()}`);
  }
  if (order[1] === 'True') {
    throw new DataError(`${source}: the numbers lie in Fortran order; save numpy.ascontiguousarray(array) instead`);
  }
  const sizes = shape[1].split(',').filter((size) => size.trim() !== '');
  return { descr: descr[1], shape: sizes.map(Number) };
}
