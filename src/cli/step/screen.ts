import { groupIndex, groupsOf, planeName } from '../../explain/text/groups.ts';
import { cutTo, filledTo, type Line, type Span, span, widthOf, wrapped } from '../../explain/text/line.ts';
import { traceLines } from '../../explain/text/traceLines.ts';
import type { Trace } from '../../explain/trace.ts';
import { keyHelp } from './help.ts';
import { placeOf, type Walk, type Way } from './walk.ts';

/** A way whose steps can be drawn. */
export interface ShownWay extends Way {
  readonly trace: Trace;
}

/** What is walked through. */
export interface Shown {
  /** The call, as a program has it. */
  readonly call: string;
  /** What it shows, in words: a preset's lesson, a picture's name. */
  readonly about: string;
  readonly ways: readonly ShownWay[];
}

/** Columns and rows of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Below this there is no room for a window and its sum. */
export const leastSize: TerminalSize = { columns: 30, rows: 8 };

/** A walk as a screen full of lines: exactly so many, none wider than the terminal. */
export function screenOf(walk: Walk, { call, about, ways }: Shown, size: TerminalSize): Line[] {
  const { columns, rows } = size;
  if (columns < leastSize.columns || rows < leastSize.rows) {
    return filledUp([[span(`too small: ${leastSize.columns}×${leastSize.rows}`)]], size);
  }
  const { trace } = ways[walk.way];
  const title = rows >= 20 ? wrapped(call, columns, { most: 2 }) : [call];
  const head: Line[] = [...title.map((text) => [span(text, 'title')]), statusLine(walk, ways[walk.way], columns)];
  if (about !== '' && rows >= 24) head.push(...aboutLines(about, columns, rows >= 28 ? 2 : 1));
  if (rows >= 24 && (about === '' || rows >= 28)) head.push([]);
  const height = rows - head.length - 1;
  const room = { width: columns, height, group: walk.plane };
  const body = walk.showsHelp ? keyHelp(ways.length > 1) : traceLines(trace, placeOf(walk), room);
  const fitting = body.slice(0, height);
  const gap = Array.from({ length: height - fitting.length }, (): Line => []);
  return filledUp([...head, ...fitting, ...gap, footer(walk, columns)], size);
}

function filledUp(lines: readonly Line[], { columns, rows }: TerminalSize): Line[] {
  return Array.from({ length: rows }, (_, row) => cutTo(lines[row] ?? [], columns));
}

function aboutLines(about: string, columns: number, most: number): Line[] {
  const lines = most === 1 ? [about] : wrapped(about, columns, { most });
  return lines.map((text) => cutTo([span(text, 'faint')], columns));
}

/** Where one stands: the pass, the step, which plane of how many, and whether it plays. */
function statusLine(walk: Walk, { trace }: ShownWay, width: number): Line {
  const step = trace.at(placeOf(walk));
  const groups = groupsOf(step);
  const at = groupIndex(walk.plane, groups);
  const group = groups[at];
  const left: Span[] = [
    span(step.pass, 'result'),
    span(`   step ${step.number + 1} of ${step.of}   ${planeName(step.output.tensor, step.output.index)}`),
  ];
  if (groups.length > 1) {
    left.push(span(`   plane ${at + 1} of ${groups.length}: ${planeName(group.tensor, group.lead)}`));
  }
  const right = walk.isPlaying ? `▶ ${walk.speed}/s` : '';
  const room = width - right.length - (right === '' ? 0 : 1);
  return [...filledTo(cutTo(left, room), width - right.length), span(right, 'key')];
}

function footer({ asked, message, showsHelp }: Walk, width: number): Line {
  if (asked !== undefined) {
    return [span('jump to step or cell (7, or 0,0,1,2): ', 'key'), span(`${asked}▏`), span('  Esc: stay', 'faint')];
  }
  if (message !== '') return [span(message, 'warning')];
  if (showsHelp) return [span('any key: back to the steps', 'faint')];
  const keys = [
    ['n', 'next'],
    ['b', 'back'],
    ['space', 'play'],
    ['j', 'jump'],
    ['c', 'channel'],
    ['f', 'backward'],
    ['?', 'help'],
    ['q', 'quit'],
  ];
  const told = keys.map(([key, what]): Line => [span(key, 'key'), span(` ${what}`, 'faint')]);
  const line = told.flatMap((piece, i) => (i === 0 ? piece : [span('  '), ...piece]));
  // Where not all have room, those that matter: how to go on, get help, and leave.
  const short = [told[0], told[1], told[6], told[7]].flatMap((piece, i) => (i === 0 ? piece : [span('  '), ...piece]));
  return widthOf(line) <= width ? line : short;
}
