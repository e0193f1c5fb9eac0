import { cutTo, filledTo, type Line, span, widthOf, wrapped } from '../../explain/text/line.ts';
import type { Keys, Shown, ShownWay } from './shown.ts';
import { placeOf, type Walk } from './walk.ts';

/** Columns and rows of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Below this there is no room for a window and its sum. */
export const leastSize: TerminalSize = { columns: 30, rows: 8 };

/** A walk as a screen full of lines: exactly so many, none wider than the terminal. */
export function screenOf(walk: Walk, { call, about, ways, keys }: Shown, size: TerminalSize): Line[] {
  const { columns, rows } = size;
  if (columns < leastSize.columns || rows < leastSize.rows) {
    return filledUp([[span(`too small: ${leastSize.columns}×${leastSize.rows}`)]], size);
  }
  const way = ways[walk.way];
  const title = rows >= 20 ? wrapped(call, columns, { most: 2 }) : [call];
  const head: Line[] = [...title.map((text) => [span(text, 'title')]), statusLine(walk, way, columns)];
  if (about !== '' && rows >= 24) head.push(...aboutLines(about, columns, rows >= 28 ? 2 : 1));
  if (rows >= 24 && (about === '' || rows >= 28)) head.push([]);
  const height = rows - head.length - 1;
  const room = { width: columns, height, group: walk.plane };
  const body = walk.showsHelp ? keys.help : way.lines(placeOf(walk), room);
  const fitting = body.slice(0, height);
  const gap = Array.from({ length: height - fitting.length }, (): Line => []);
  return filledUp([...head, ...fitting, ...gap, footer(walk, keys, columns)], size);
}

function filledUp(lines: readonly Line[], { columns, rows }: TerminalSize): Line[] {
  return Array.from({ length: rows }, (_, row) => cutTo(lines[row] ?? [], columns));
}

function aboutLines(about: string, columns: number, most: number): Line[] {
  const lines = most === 1 ? [about] : wrapped(about, columns, { most });
  return lines.map((text) => cutTo([span(text, 'faint')], columns));
}

/** Where one stands, and whether it plays. */
function statusLine(walk: Walk, way: ShownWay, width: number): Line {
  const left = way.status(placeOf(walk), walk.plane);
  const right = walk.isPlaying ? `▶ ${walk.speed}/s` : '';
  const room = width - right.length - (right === '' ? 0 : 1);
  return [...filledTo(cutTo(left, room), width - right.length), span(right, 'key')];
}

function footer({ asked, message, showsHelp }: Walk, keys: Keys, width: number): Line {
  if (asked !== undefined) {
    return [span(keys.question, 'key'), span(`${asked}▏`), span('  Esc: stay', 'faint')];
  }
  if (message !== '') return [span(message, 'warning')];
  if (showsHelp) return [span('any key: back to the steps', 'faint')];
  const line = keysLine(keys.short);
  return widthOf(line) <= width ? line : keysLine(keys.short.filter(([key]) => indispensable.includes(key)));
}

/** What is told where not all keys have room: how to go on, get help, and leave. */
const indispensable: readonly string[] = ['n', 'b', '?', 'q'];

function keysLine(keys: Keys['short']): Line {
  return keys.flatMap(([key, what], i) => [
    ...(i === 0 ? [] : [span('  ')]),
    span(key, 'key'),
    span(` ${what}`, 'faint'),
  ]);
}
