import type { ReadStream, WriteStream } from 'node:tty';
import { ArgumentError } from '../../errors.ts';
import { wrapped } from '../../explain/text/line.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import type { Given } from './Given.ts';
import type { OptionName } from './options.ts';
import { jsonLine, writeLines } from './print.ts';
import type { Shown, ShownWay, Written } from './shown.ts';
import { walkInTerminal } from './terminal.ts';
import { namedPlace, startOf } from './walk.ts';

/** The options that say where to begin, and in which form. */
export const showOptions: readonly OptionName[] = ['at', 'steps', 'print', 'json', 'width', 'color', 'help'];

/** Where a walk is shown, and what the surroundings say of colours. */
export interface Surroundings {
  readonly stdin: Partial<Pick<ReadStream, 'isTTY'>>;
  readonly stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'getColorDepth'>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Shows a walk as it is wanted: as data, in a terminal, or as text.
 *
 * @param way which of the ways it begins with.
 * @returns the exit status.
 */
export async function show(given: Given, shown: Shown, way: number, around: Surroundings): Promise<number> {
  const { stdin, stdout, env } = around;
  const first = shown.ways[way];
  const place = placeFor(given, first);
  const count = elementCount(first.shape);
  const end = Math.min(count, place + given.integer('steps', count));
  if (given.flag('json')) return printedOn(stdout, jsonLines(first, place, end));
  const colour = colourFor(given, around);
  if (!given.flag('print') && stdin.isTTY && stdout.isTTY && env.TERM !== 'dumb') {
    const terminal = { input: stdin as ReadStream, output: stdout as WriteStream, colour };
    return walkInTerminal(shown, startOf(shown.ways, way, place), terminal);
  }
  const width = given.integer('width', stdout.columns ?? 80, 20);
  return printedOn(stdout, textLines(shown, first, [place, end], { width, colour }));
}

/** The step that `--at` names, or the first. */
export function placeFor(given: Given, { shape }: ShownWay): number {
  const text = given.text('at');
  if (text === undefined) return 0;
  const place = namedPlace(text, shape, 0);
  if (typeof place === 'string') throw new ArgumentError(given.command, `--at: ${place}`);
  return place;
}

export async function printedOn(stream: NodeJS.WritableStream, lines: Iterable<string>): Promise<number> {
  await writeLines(lines, stream);
  return 0;
}

/** Each step is made when it is its turn. */
function* jsonLines(way: ShownWay, first: number, end: number): Generator<string> {
  for (let place = first; place < end; place++) yield jsonLine(way.data(place));
}

/** What is walked through, then its steps. */
function* textLines(
  { call, about }: Shown,
  way: ShownWay,
  [first, end]: readonly [number, number],
  written: Written,
): Generator<string> {
  yield* [call, about].filter((text) => text !== '').flatMap((text) => wrapped(text, written.width));
  for (let place = first; place < end; place++) {
    yield '';
    yield way.text(place, written);
  }
}

/** Colours where a terminal shows them and nobody minds: NO_COLOR and FORCE_COLOR are heard, --no-color wins. */
function colourFor(given: Given, { stdout, env }: Surroundings): boolean {
  if (given.has('color')) return given.flag('color');
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false') return true;
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return stdout.isTTY === true && (stdout.getColorDepth?.() ?? 1) > 1;
}
