import type { DType } from '../dtype.ts';
import { ArgumentError, DataError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { elementCount } from '../shape/rowMajor.ts';
import { fromArray } from '../tensor/fromArray.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { bytesOf, numbersIn, type StoredDType, storedBytes } from './numbers.ts';
import { type Entry, readHeader } from './safetensorsHeader.ts';

// The format (https://huggingface.co/docs/safetensors): 8 bytes that say how long the header is, the header in JSON, and
// the numbers of all tensors without gaps.

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** What a safetensors file holds. */
export interface SafetensorsContents {
  readonly tensors: Record<string, Tensor>;
  /** Whatever the writer wanted to say. */
  readonly metadata: Record<string, string>;
}

/** How tensors are written. */
export interface SafetensorsOptions {
  /** Strings by name, which travel with the tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Where tensors are put that were read. */
export interface LoadOptions {
  readonly device?: string;
}

const namesOf: Record<DType, string> = { float64: 'F64', float32: 'F32', int32: 'I32', uint8: 'U8', bool: 'BOOL' };

const dtypesOf: Readonly<Record<string, StoredDType>> = {
  ...Object.fromEntries(Object.entries(namesOf).map(([dtype, name]) => [name, dtype as DType])),
  I64: 'int64',
};

/**
 * The bytes of a safetensors file.
 *
 * @throws DeviceError where numbers must be awaited: `encodeSafetensorsAsync` works there.
 */
export function encodeSafetensors(tensors: NamedTensors, options: SafetensorsOptions = {}): Uint8Array {
  const numbers = new Map(Object.entries(tensors).map(([name, tensor]) => [name, bytesOf(tensor.storage.read())]));
  return assemble(tensors, numbers, options);
}

/** `encodeSafetensors`, on every device. */
export async function encodeSafetensorsAsync(
  tensors: NamedTensors,
  options: SafetensorsOptions = {},
): Promise<Uint8Array> {
  const numbers = new Map<string, Uint8Array>();
  for (const [name, tensor] of Object.entries(tensors)) {
    numbers.set(name, bytesOf(await tensor.storage.readAsync()));
  }
  return assemble(tensors, numbers, options);
}

function assemble(
  tensors: NamedTensors,
  numbers: ReadonlyMap<string, Uint8Array>,
  options: SafetensorsOptions,
): Uint8Array {
  checkOptions('encodeSafetensors', options, ['metadata']);
  const { metadata = {} } = options;
  const wrong = Object.entries(metadata).find(([, value]) => typeof value !== 'string');
  if (wrong !== undefined) {
    throw new ArgumentError('encodeSafetensors', `metadata holds strings, but ${wrong[0]} is ${typeof wrong[1]}`);
  }
  if (Object.hasOwn(tensors, '__metadata__')) {
    throw new ArgumentError('encodeSafetensors', 'no tensor can be called __metadata__: the format uses that name');
  }
  const offsets = new Map<string, number>();
  let end = 0;
  for (const [name] of byAlignment(tensors)) {
    offsets.set(name, end);
    end += tensors[name].nbytes;
  }
  const entries = Object.entries(tensors).map(([name, { dtype, shape, nbytes }]) => {
    const begin = offsets.get(name) ?? 0;
    return [name, { dtype: namesOf[dtype], shape, data_offsets: [begin, begin + nbytes] }] as const;
  });
  const notes = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata] as const];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...notes, ...entries])));
  const headerLength = Math.ceil(json.length / 8) * 8; // so that the numbers start at a multiple of 8

  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  for (const [name, begin] of offsets) {
    bytes.set(numbers.get(name) ?? new Uint8Array(), 8 + headerLength + begin);
  }
  return bytes;
}

/** The widest numbers first: then every tensor begins at a multiple of its numbers' width. */
function byAlignment(tensors: NamedTensors): [string, Tensor][] {
  const width = ({ dtype }: Tensor) => storedBytes(dtype);
  return Object.entries(tensors).sort(([, a], [, b]) => width(b) - width(a));
}

/**
 * The tensors in the bytes of a safetensors file. 64-bit integers become int32.
 *
 * @param source names the file in errors.
 * @throws DataError that says what is wrong with the bytes, or which dtype or number has no place here.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  options: LoadOptions = {},
  source = 'safetensors',
): SafetensorsContents {
  checkOptions('decodeSafetensors', options, ['device']);
  const { entries, metadata, data } = readHeader(bytes, source);
  const tensors = entries.map((entry): [string, Tensor] => [entry.name, toTensor(entry, data, options, source)]);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function toTensor(entry: Entry, data: Uint8Array, options: LoadOptions, source: string): Tensor {
  const { name, shape, begin, end } = entry;
  const where = `${source}: tensor ${name}`;
  const dtype = Object.hasOwn(dtypesOf, entry.dtype) ? dtypesOf[entry.dtype] : undefined;
  if (dtype === undefined) {
    const known = Object.keys(dtypesOf).join(', ');
    throw new DataError(`${where}: dtype ${entry.dtype} has no counterpart here; known are ${known}`);
  }
  const needed = elementCount(shape) * storedBytes(dtype);
  if (needed !== end - begin) {
    const given = `data_offsets [${begin}, ${end}] hold ${end - begin}`;
    throw new DataError(`${where}: [${shape.join(', ')}] of ${entry.dtype} takes ${needed} bytes, but ${given}`);
  }
  const numbers = numbersIn(data.subarray(begin, end), dtype, where);
  return fromArray(numbers, shape, { dtype: dtype === 'int64' ? 'int32' : dtype, ...options });
}
