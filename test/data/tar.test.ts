import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'tape';
import { untar } from '../../src/data/tar.ts';

/** An archive as the system's tar writes it. */
async function archiveOf(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'stridegrad-'));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    execFileSync('tar', ['--format=ustar', '-cf', 'archive.tar', ...Object.keys(files)], { cwd: folder });
    return await readFile(join(folder, 'archive.tar'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const long = `${'deep/'.repeat(22)}file.bin`;
const files = {
  'a/odd': new Uint8Array(700).fill(9),
  'a/empty': new Uint8Array(0),
  'a/block': new Uint8Array(512).fill(7),
  [long]: Uint8Array.from({ length: 1300 }, (_, index) => index),
};

test('the files of an archive come out whole, in order, however the bytes arrive', async (t) => {
  const archive = await archiveOf(files);
  for (const size of [archive.length, 512, 700, 13]) {
    const found: Record<string, Uint8Array> = {};
    for await (const { name, bytes } of untar(inPieces(archive, size))) found[name] = bytes;
    t.deepEqual(Object.keys(found), Object.keys(files), `pieces of ${size}`);
    t.ok(Object.entries(files).every(([name, bytes]) => Buffer.from(bytes).equals(found[name])));
  }
});

test('folders are passed over', async (t) => {
  const names: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'stridegrad-'));
  try {
    await mkdir(join(folder, 'inner'));
    await writeFile(join(folder, 'inner', 'x'), 'x');
    execFileSync('tar', ['-cf', 'archive.tar', 'inner'], { cwd: folder });
    for await (const { name } of untar(createReadStream(join(folder, 'archive.tar')))) names.push(name);
  } finally {
    await rm(folder, { recursive: true });
  }
  t.deepEqual(names, ['inner/x']);
});

test('an archive that ends in the middle of a file is an error that names the file', async (t) => {
  const archive = await archiveOf({ 'a/block': new Uint8Array(900) });
  const message = await (async () => {
    for await (const _ of untar(inPieces(archive.subarray(0, 1024), 100)));
  })().catch(String);
  t.equal(message, 'DataError: untar: the archive ends in the middle of a/block');
});
