import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../../errors.ts';
import type { KnownFile } from './manifest.ts';

/**
 * The file's bytes, if they are the right ones; undefined if there is no such file.
 *
 * @throws DataError that names the file, what it should be and what it is.
 */
export async function readVerified(folder: string, file: KnownFile): Promise<Uint8Array | undefined> {
  const path = join(folder, file.name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // ENOTDIR: what should be its folder is a file.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new DataError(`${path} cannot be read: ${message}`, { cause: error });
  }
  verify(path, bytes, file);
  return bytes;
}

/** @throws DataError unless these are the bytes of the file. */
export function verify(path: string, bytes: Uint8Array, file: KnownFile): void {
  const fix = 'Delete it and run again to fetch it anew.';
  if (bytes.length !== file.bytes) {
    const problem = bytes.length < file.bytes ? 'too short' : 'too long';
    throw new DataError(`${path} is ${problem}: it has ${bytes.length} bytes, not ${file.bytes}. ${fix}`);
  }
  const sha1 = createHash('sha1').update(bytes).digest('hex');
  if (sha1 !== file.sha1) {
    throw new DataError(`${path} is corrupt: its SHA-1 is ${sha1}, not ${file.sha1}. ${fix}`);
  }
}
