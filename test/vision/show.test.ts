import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'tape';
import { fromArray, tensor } from '../../src/index.ts';
import type { Image } from '../../src/io/image.ts';
import { drawInText } from '../../src/vision/drawInText.ts';
import { imshow, readImage, saveImage } from '../../src/vision/node.ts';
import { toImage } from '../../src/vision/toImage.ts';

const inTemporaryFolder = async (work: (folder: string) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), 'stridegrad-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Two pixels above each other: red over blue, and gray over white. */
const image: Image = {
  data: Uint8Array.from([255, 0, 0, 100, 100, 100, 0, 0, 255, 255, 255, 255]),
  width: 2,
  height: 2,
  channels: 3,
};

test('floats from 0 to 1 become bytes, each byte for equally many floats', (t) => {
  const bytes = (...values: number[]) => [...toImage(fromArray(Float32Array.from(values), [1, values.length])).data];

  t.deepEqual(bytes(0, 1, 0.5, -3, 7), [0, 255, 128, 0, 255]);
  t.deepEqual(bytes(0.49 / 255, 0.51 / 255), [0, 1]);
  t.deepEqual([...toImage(fromArray(Uint8Array.from([3, 200]), [1, 1, 2])).data], [3, 200], 'bytes stay');
  t.deepEqual([...toImage(tensor([[[1]], [[0]], [[1]]])).data], [255, 0, 255], 'planes become a pixel');
  t.throws(() => toImage(tensor([[[1]], [[1]]])), /toImage: expects .* 1 or 3 channels.* picture \[2, 1, 1\]/);
  t.end();
});

test('in colour a character shows two pixels: the upper as ink, the lower as ground', (t) => {
  t.equal(
    drawInText(image, { columns: 80, colour: true }),
    '\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀\x1b[38;2;100;100;100m\x1b[48;2;255;255;255m▀\x1b[0m',
  );
  t.end();
});

test('the last line of an odd picture has no ground', (t) => {
  const odd: Image = { data: Uint8Array.from([7]), width: 1, height: 1, channels: 1 };
  t.equal(drawInText(odd, { columns: 80, colour: true }), '\x1b[38;2;7;7;7m\x1b[49m▀\x1b[0m');
  t.end();
});

test('without colours brighter pixels are denser characters', (t) => {
  const ramp: Image = { data: Uint8Array.from([0, 128, 255]), width: 3, height: 1, channels: 1 };
  t.equal(drawInText(ramp, { columns: 80, colour: false }), ' +@');
  t.end();
});

test('a wide picture is shrunk to the columns there are, keeping its proportion', (t) => {
  const wide: Image = { data: new Uint8Array(200 * 40).fill(255), width: 200, height: 40, channels: 1 };
  const lines = drawInText(wide, { columns: 50, colour: false }).split('\n');

  t.deepEqual(lines, new Array(5).fill('@'.repeat(50)), '200 × 40 becomes 50 × 10, two rows a line');
  t.end();
});

test('imshow uses colours only where the stream has them', async (t) => {
  const shown = async (stream: { isTTY?: boolean; columns?: number; getColorDepth?: () => number }) => {
    let text = '';
    const write = (chunk: string) => {
      text += chunk;
      return true;
    };
    await imshow(image, { stream: { ...stream, write } as never });
    return text;
  };

  t.ok((await shown({ isTTY: true, getColorDepth: () => 24 })).includes('\x1b[38;2;255;0;0m'));
  t.notOk((await shown({ isTTY: true, getColorDepth: () => 8 })).includes('\x1b'), 'too few colours');
  t.notOk((await shown({})).includes('\x1b'), 'a file or a pipe');
  t.equal((await shown({ columns: 1 })).length, 2, 'one column and the end of the line');
});

test('what saveImage writes readImage reads, byte for byte, and nothing else stays in the folder', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'deep', 'picture.png');
    await saveImage(image, path);

    t.deepEqual(await readImage(path), image);
    t.deepEqual(await readdir(join(folder, 'deep')), ['picture.png']);
  });
});

test('saveImage makes a grid of several pictures, and imshow writes one too', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const pictures = fromArray(new Float32Array(4 * 3 * 5 * 6).fill(1), [4, 3, 5, 6]);
    await saveImage(pictures, join(folder, 'grid.png'), { nrow: 2, padding: 1 });
    const grid = await readImage(join(folder, 'grid.png'));
    t.deepEqual([grid.height, grid.width], [1 + 2 * (5 + 1), 1 + 2 * (6 + 1)]);

    const stream = { write: () => true } as never;
    await imshow(pictures, { nrow: 2, padding: 1, path: join(folder, 'shown.png'), stream });
    t.deepEqual(await readImage(join(folder, 'shown.png')), grid);
  });
});

test('readImage gives three channels of a gray picture, or one of a coloured', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'a.png');
    await saveImage({ data: Uint8Array.from([7]), width: 1, height: 1, channels: 1 }, path);
    t.deepEqual([...(await readImage(path)).data], [7, 7, 7]);

    await saveImage(image, path);
    t.deepEqual([...(await readImage(path, { channels: 1 })).data], [76, 100, 29, 255]);
  });
});

test('files that are no PNG pictures are refused by name', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'a.png');
    await writeFile(path, 'hello');
    const message = await readImage(path).catch(String);
    t.ok(String(message).startsWith(`DataError: decodePng: ${path} is not a PNG file that can be read`));
    const wrongName = await saveImage(image, join(folder, 'a.jpg')).catch(String);
    t.ok(String(wrongName).includes('saveImage: writes PNG files, but the name is'));
  });
});
