import { readFile } from 'node:fs/promises';
import type { WriteStream } from 'node:tty';
import { ArgumentError } from '../errors.ts';
import type { Image } from '../io/image.ts';
import { decodePng, encodePng } from '../io/png.ts';
import { writeFileAtomically } from '../io/writeFileAtomically.ts';
import { checkOptions } from '../options.ts';
import { Tensor } from '../tensor/tensor.ts';
import { drawInText } from './drawInText.ts';
import { type GridOptions, gridOptionNames, makeGrid } from './makeGrid.ts';
import { toImage } from './toImage.ts';
import { Grayscale } from './transforms/Grayscale.ts';

/** What can be shown: a picture, a tensor of one, or a tensor or list of several, which become a grid. */
export type Showable = Image | Tensor | readonly Tensor[];

/**
 * Writes a picture as a PNG file; several become a grid, laid out by `options`. Floats go from 0 to 1.
 *
 * @throws ArgumentError if the name does not end in .png.
 */
export async function saveImage(picture: Showable, path: string, options: GridOptions = {}): Promise<void> {
  if (!/\.png$/i.test(path)) {
    throw new ArgumentError('saveImage', `writes PNG files, but the name is ${path}. Let it end in .png.`);
  }
  await writeFileAtomically(path, await encodePng(oneImage(picture, options)));
}

/**
 * The picture in a PNG file, with three channels: gray gives three equal ones. `channels: 1` gives its grays.
 *
 * @throws DataError if the file is no PNG file that can be read.
 */
export async function readImage(path: string, options: { readonly channels?: 1 | 3 } = {}): Promise<Image> {
  checkOptions('readImage', options, ['channels']);
  const { channels = 3 } = options;
  const image = await decodePng(await readFile(path), path);
  return image.channels === channels ? image : (new Grayscale({ numOutputChannels: channels }).apply(image) as Image);
}

/** Where and how a picture is shown. */
export interface ImshowOptions extends GridOptions {
  /** Also write it here, as a PNG file. */
  readonly path?: string;
  /** Characters in a line; 80, or less where the terminal is narrower. */
  readonly columns?: number;
  /** Standard output unless another is named. */
  readonly stream?: Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'getColorDepth'>>;
}

/**
 * Shows a picture in the terminal: two pixels a character where it has 24-bit colours, else darker and brighter
 * characters. With a `path`, writes the PNG file too.
 */
export async function imshow(picture: Showable, options: ImshowOptions = {}): Promise<void> {
  checkOptions('imshow', options, [...gridOptionNames, 'path', 'columns', 'stream']);
  const { path, columns, stream = process.stdout, ...gridOptions } = options;
  const image = oneImage(picture, gridOptions);
  const colour = stream.isTTY === true && (stream.getColorDepth?.() ?? 1) >= 24;
  stream.write(`${drawInText(image, { columns: columns ?? Math.min(80, stream.columns ?? 80), colour })}\n`);
  if (path !== undefined) {
    await saveImage(image, path);
  }
}

function oneImage(picture: Showable, options: GridOptions): Image {
  if (!(picture instanceof Tensor) && !Array.isArray(picture)) {
    return toImage(picture as Image);
  }
  return toImage(makeGrid(picture as Tensor | readonly Tensor[], options));
}
