import type { Image } from '../io/image.ts';
import { type Planes, planesOf } from './planes.ts';
import { grayOf } from './transforms/Grayscale.ts';
import { Resize } from './transforms/Resize.ts';

/** How a picture is drawn with characters. */
export interface TextOptions {
  /** Characters in a line. */
  readonly columns: number;
  /** Colours by 24-bit escape codes; otherwise darker and brighter characters. */
  readonly colour: boolean;
}

/** From dark to bright. */
const brightness = ' .:-=+*#%@';

/**
 * The picture in lines of characters, each one pixel wide and two high, which is about square in a terminal. A
 * picture wider than `columns` is shrunk to fit.
 */
export function drawInText(image: Image, { columns, colour }: TextOptions): string {
  const planes = fitted(planesOf(image), columns);
  const lines: string[] = [];
  for (let y = 0; y < planes.height; y += 2) {
    lines.push(colour ? colouredLine(planes, y) : plainLine(grayOf(planes), y));
  }
  return lines.join('\n');
}

function fitted(planes: Planes, columns: number): Planes {
  const { height, width } = planes;
  if (width <= columns) return planes;
  return new Resize([Math.max(1, Math.round((height * columns) / width)), columns]).transform(planes);
}

/** The upper half block in the upper pixel's colour, on a ground in the lower pixel's. */
function colouredLine(planes: Planes, y: number): string {
  const colourAt = (x: number, row: number) =>
    [0, 1, 2].map((channel) => planes.data[((channel % planes.channels) * planes.height + row) * planes.width + x]);
  let line = '';
  for (let x = 0; x < planes.width; x++) {
    const ground = y + 1 < planes.height ? `\x1b[48;2;${colourAt(x, y + 1).join(';')}m` : '\x1b[49m';
    line += `\x1b[38;2;${colourAt(x, y).join(';')}m${ground}▀`;
  }
  return `${line}\x1b[0m`;
}

function plainLine({ data, height, width }: Planes, y: number): string {
  const below = y + 1 < height ? y + 1 : y;
  let line = '';
  for (let x = 0; x < width; x++) {
    const mean = (data[y * width + x] + data[below * width + x]) / 2;
    line += brightness[Math.min(brightness.length - 1, Math.floor((mean / 256) * brightness.length))];
  }
  return line.trimEnd();
}
