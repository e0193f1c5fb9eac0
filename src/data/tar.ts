import { DataError } from '../errors.ts';

/** A regular file in an archive. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const blockBytes = 512;

/**
 * The regular files of a tar archive, one after the other as the bytes arrive. Links, folders and long-name records
 * are passed over.
 *
 * Source: POSIX.1-1988, "ustar".
 *
 * @throws DataError if the archive ends in the middle of a file.
 */
export async function* untar(archive: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry, void, undefined> {
  const reader = new BlockReader(archive);
  for (;;) {
    const header = await reader.take(blockBytes);
    // An archive ends with blocks of zeros.
    if (header === undefined || header[0] === 0) return;
    const name = entryName(header);
    const length = Number.parseInt(text(header, 124, 12), 8);
    const padded = Math.ceil(length / blockBytes) * blockBytes;
    const body = await reader.take(padded);
    if (body === undefined) {
      throw new DataError(`untar: the archive ends in the middle of ${name}`);
    }
    const type = text(header, 156, 1);
    if (type === '' || type === '0') {
      yield { name, bytes: body.subarray(0, length) };
    }
  }
}

function entryName(header: Uint8Array): string {
  const isUstar = text(header, 257, 5) === 'ustar';
  const prefix = isUstar ? text(header, 345, 155) : '';
  return prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
}

/** A field of a header, up to its first zero byte. */
function text(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}

/** Takes as many bytes as asked for from chunks of any size. */
class BlockReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Undefined if fewer are left. */
  async take(count: number): Promise<Uint8Array | undefined> {
    const out = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) return undefined;
        this.#rest = next.value;
      }
      const part = this.#rest.subarray(0, count - filled);
      out.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return out;
  }
}
