import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { DataError } from '../../../errors.ts';
import { writeFileAtomically } from '../../../io/writeFileAtomically.ts';
import type { OnProgress } from '../../progress.ts';
import { untar } from '../../tar.ts';
import type { KnownFile, Manifest } from './manifest.ts';
import { verify } from './verify.ts';

/** Seconds until an answer must have come, and then between one piece and the next: without a network it ends soon. */
export interface Patience {
  readonly connect: number;
  readonly stall: number;
}

const patience: Patience = { connect: 5, stall: 20 };

/**
 * Puts the data set's files into `folder`, from the archive that its author publishes. What an earlier call had
 * fetched when it was interrupted is not fetched again.
 *
 * @throws if the archive cannot be had, or is not the right one.
 */
export async function fetchOfficial(
  manifest: Manifest,
  folder: string,
  onProgress: OnProgress,
  waits: Patience = patience,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { url, md5 } = manifest.archive;
  const archive = unfinishedArchive(manifest, folder);
  await download(url, archive, onProgress, waits);

  const hash = createHash('md5');
  for await (const chunk of createReadStream(archive)) hash.update(chunk);
  const found = hash.digest('hex');
  if (found !== md5) {
    await rm(archive);
    throw new DataError(`the archive has MD5 ${found}, not ${md5}; it was deleted`);
  }

  const files = new Map<string, KnownFile>([...manifest.train, ...manifest.test].map((file) => [file.name, file]));
  const total = files.size;
  for await (const { name, bytes } of untar(createReadStream(archive).pipe(createGunzip()))) {
    const file = files.get(basename(name));
    if (file === undefined) continue;
    const path = join(folder, file.name);
    verify(path, bytes, file);
    await writeFileAtomically(path, bytes);
    files.delete(file.name);
    onProgress({ kind: 'step', what: 'unpacking', done: total - files.size, total });
  }
  if (files.size > 0) {
    throw new DataError(`the archive lacks ${[...files.keys()].join(', ')}`);
  }
  await rm(archive);
}

/** Where the archive grows while it is fetched. */
export function unfinishedArchive({ archive }: Manifest, folder: string): string {
  return join(folder, `${basename(archive.url)}.part`);
}

/** Appends to `path` what it does not have yet of the file at `url`. */
async function download(url: string, path: string, onProgress: OnProgress, waits: Patience): Promise<void> {
  const have = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const stop = new AbortController();
  const limit = (seconds: number, what: string) =>
    setTimeout(() => stop.abort(new DataError(`${what} within ${seconds} s`)), seconds * 1000);
  let timer = limit(waits.connect, 'no answer');
  try {
    const headers = have > 0 ? { range: `bytes=${have}-` } : undefined;
    const response = await fetch(url, { signal: stop.signal, ...(headers && { headers }) });
    clearTimeout(timer);
    // The server has nothing after what we have: it was whole already.
    if (response.status === 416) return;
    if (!response.ok || response.body === null) {
      throw new DataError(`the server answered ${response.status} ${response.statusText}`);
    }
    const goesOn = response.status === 206;
    let done = goesOn ? have : 0;
    const length = Number(response.headers.get('content-length'));
    const total = length > 0 ? done + length : undefined;
    const file = await open(path, goesOn ? 'a' : 'w');
    try {
      timer = limit(waits.stall, 'nothing more came');
      for await (const chunk of response.body) {
        timer.refresh();
        await file.writeFile(chunk);
        done += chunk.length;
        onProgress({ kind: 'step', what: `downloading ${basename(url)}`, done, total });
      }
    } finally {
      await file.close();
    }
    if (total !== undefined && done < total) {
      throw new DataError(`the connection ended after ${done} of ${total} bytes; the next try goes on from there`);
    }
  } finally {
    clearTimeout(timer);
  }
}
