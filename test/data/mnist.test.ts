import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'tape';
import { parseIdx } from '../../src/data/idx.ts';
import { FashionMNIST, MNIST } from '../../src/data/node.ts';
import { ToTensor } from '../../src/vision/transforms/index.ts';

// Two pictures of 2 × 3 pixels, most significant bytes first.
const pictures = Uint8Array.from([
  0,
  0,
  8,
  3,
  ...[0, 0, 0, 2],
  ...[0, 0, 0, 2],
  ...[0, 0, 0, 3],
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  255,
]);
const labels = Uint8Array.from([0, 0, 8, 1, ...[0, 0, 0, 2], 7, 9]);

async function inFolder(files: Record<string, Uint8Array>, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stridegrad-'));
  try {
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('an IDX file gives its shape and its bytes', (t) => {
  t.deepEqual(parseIdx(labels, 'labels'), { shape: [2], bytes: Uint8Array.from([7, 9]) });
  t.deepEqual(parseIdx(pictures, 'pictures').shape, [2, 2, 3]);
  t.end();
});

test('a cut, overlong or other file is refused by its name', (t) => {
  const is = (file: Uint8Array, message: RegExp) => t.throws(() => parseIdx(file, 'the/file'), message);
  is(pictures.subarray(0, 20), /the\/file is too short: an IDX file of \[2, 2, 3\] has 28 bytes, this one 20/);
  is(pictures.subarray(0, 6), /the\/file is too short/);
  is(Uint8Array.from([...labels, 0]), /the\/file is too long: an IDX file of \[2\] has 10 bytes, this one 11/);
  is(Uint8Array.from([0, 0, 13, 1, 0, 0, 0, 0]), /no IDX file of unsigned bytes: it does not begin with 0, 0, 8/);
  is(new Uint8Array(0), /the\/file is no IDX file/);
  t.end();
});

test('MNIST is read from its files, packed or not', async (t) => {
  const files = { 'train-images-idx3-ubyte': pictures, 'train-labels-idx1-ubyte.gz': gzipSync(labels) };
  await inFolder(files, async (root) => {
    const digits = await MNIST.load({ root });
    t.deepEqual(digits.get(0), [{ data: Uint8Array.from([1, 2, 3, 4, 5, 6]), width: 3, height: 2, channels: 1 }, 7]);
    const clothes = await FashionMNIST.load({ root, transform: new ToTensor() });
    t.deepEqual([clothes.get(1)[0].shape, clothes.classes[clothes.get(1)[1]]], [[1, 2, 3], 'Ankle boot']);
    const message = await MNIST.load({ root, train: false }).catch(String);
    t.match(String(message), /DataError: MNIST: neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz is in/);
  });
});

test('pictures and labels that do not go together are refused', async (t) => {
  const three = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]);
  await inFolder({ 'train-images-idx3-ubyte': pictures, 'train-labels-idx1-ubyte': three }, async (root) => {
    const message = await MNIST.load({ root }).catch(String);
    t.match(String(message), /MNIST: pictures \[2, 2, 3\] and labels \[3\] in .* do not go together/);
  });
});
