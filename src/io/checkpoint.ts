import { DataError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';
import { decodeSafetensors, encodeSafetensorsAsync, type LoadOptions } from './safetensors.ts';

/** Where the plain part of a checkpoint stands among the metadata of its safetensors file. */
const metadataKey = 'stridegrad.checkpoint';

/** In the plain part, this marks a tensor: its value is the tensor's name in the file. */
const tensorMark = '$tensor';

/** In the plain part, this marks a number that JSON does not have: NaN, Infinity, −Infinity. */
const numberMark = '$number';

/**
 * The bytes of a checkpoint: a safetensors file whose tensors are named by their path (`net.conv1.weight`), and whose
 * metadata holds everything else as JSON. Other programs can read the tensors.
 *
 * @throws DataError for what cannot be kept: a function, a class instance, a key that looks like a mark.
 */
export async function encodeCheckpoint(value: unknown): Promise<Uint8Array> {
  const tensors: Record<string, Tensor> = {};
  const plain = JSON.stringify(separate(value, '', tensors));
  return encodeSafetensorsAsync(tensors, { metadata: { [metadataKey]: plain } });
}

/** What `encodeCheckpoint` was given. @throws DataError if the bytes are no checkpoint. */
export function decodeCheckpoint(bytes: Uint8Array, options: LoadOptions = {}, source = 'checkpoint'): unknown {
  const { tensors, metadata } = decodeSafetensors(bytes, options, source);
  const plain = metadata[metadataKey];
  if (plain === undefined) {
    throw new DataError(`${source}: a safetensors file, but no checkpoint: its metadata has no "${metadataKey}"`);
  }
  return rejoin(JSON.parse(plain), tensors, source);
}

/** The plain part of `value`; tensors go into `tensors` under their path. */
function separate(value: unknown, path: string, tensors: Record<string, Tensor>): unknown {
  if (value instanceof Tensor) {
    tensors[path] = value;
    return { [tensorMark]: path };
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return { [numberMark]: String(value) };
  if (value === null || value === undefined || ['number', 'string', 'boolean'].includes(typeof value)) return value;
  const inside = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(value)) return value.map((entry, i) => separate(entry, inside(i), tensors));
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const entries = Object.entries(value);
    const marked = entries.find(([key]) => key === tensorMark || key === numberMark);
    if (marked !== undefined)
      throw new DataError(`checkpoint: the key "${marked[0]}" at ${path} has a meaning of its own`);
    return Object.fromEntries(entries.map(([key, entry]) => [key, separate(entry, inside(key), tensors)]));
  }
  throw new DataError(
    `checkpoint: ${path === '' ? 'the value' : path} is a ${typeof value === 'object' ? value.constructor.name : typeof value}; ` +
      'tensors, numbers, strings, booleans, lists and plain objects can be kept. Use its stateDict().',
  );
}

/** The inverse of `separate`. */
function rejoin(value: unknown, tensors: Readonly<Record<string, Tensor>>, source: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => rejoin(entry, tensors, source));
  if (value === null || typeof value !== 'object') return value;
  const [first, ...others] = Object.entries(value);
  if (first !== undefined && others.length === 0 && first[0] === numberMark) return Number(first[1]);
  if (first !== undefined && others.length === 0 && first[0] === tensorMark) {
    const name = String(first[1]);
    if (!Object.hasOwn(tensors, name)) throw new DataError(`${source}: the tensor "${name}" is missing`);
    return tensors[name];
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rejoin(entry, tensors, source)]));
}
