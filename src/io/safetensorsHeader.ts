import { DataError } from '../errors.ts';
import type { Shape } from '../shape/rowMajor.ts';

/** What the header of a safetensors file says of a tensor. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: Shape;
  /** Where its numbers begin and end among the numbers of all, in bytes. */
  readonly begin: number;
  readonly end: number;
}

/** A safetensors file, read up to the meaning of its numbers. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  /** The numbers of all tensors. */
  readonly data: Uint8Array;
}

/** What the reference implementation allows too: a longer header is an attack or an accident. */
const longestHeader = 100_000_000;

/** Reads and checks the header. @throws DataError that says what is wrong. */
export function readHeader(bytes: Uint8Array, source: string): Header {
  if (bytes.length < 8) {
    throw new DataError(
      `${source}: ${bytes.length} bytes are no safetensors file, which begins with 8 for its header's length`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > longestHeader || 8 + Number(length) > bytes.length) {
    throw new DataError(
      `${source}: the header is said to have ${length} bytes, but only ${bytes.length - 8} follow (and ${longestHeader} ` +
        'are allowed). Is the file cut off, or no safetensors file?',
    );
  }
  const header = parse(bytes.subarray(8, 8 + Number(length)), source);
  const data = bytes.subarray(8 + Number(length));
  const { __metadata__: notes, ...described } = header;
  const entries = Object.entries(described).map(([name, entry]) => readEntry(name, entry, source));
  checkNoGaps(entries, data.length, source);
  return { entries, metadata: readMetadata(notes, source), data };
}

function parse(bytes: Uint8Array, source: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isObject(header)) return header;
  } catch {
    // Not UTF-8 or not JSON: the same message as for JSON of another form.
  }
  throw new DataError(`${source}: the header is no JSON object`);
}

function readEntry(name: string, entry: unknown, source: string): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const isSound =
    typeof dtype === 'string' && isSizes(shape) && isSizes(offsets) && offsets.length === 2 && offsets[0] <= offsets[1];
  if (!isSound) {
    throw new DataError(
      `${source}: tensor ${name} must have a dtype, a shape and two data_offsets, begin ≤ end, but is said to be ` +
        JSON.stringify(entry),
    );
  }
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] };
}

/** Every byte belongs to one tensor. */
function checkNoGaps(entries: readonly Entry[], length: number, source: string): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin !== end) {
      const what = entry.begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new DataError(
        `${source}: tensor ${entry.name} begins at byte ${entry.begin} and ${what}, which ends at ${end}`,
      );
    }
    end = entry.end;
  }
  if (end !== length) {
    throw new DataError(`${source}: the tensors take ${end} bytes, but ${length} follow the header`);
  }
}

function readMetadata(notes: unknown, source: string): Record<string, string> {
  if (notes === undefined) return {};
  if (!isObject(notes) || Object.values(notes).some((value) => typeof value !== 'string')) {
    throw new DataError(`${source}: __metadata__ must hold strings by name`);
  }
  return notes as Record<string, string>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
