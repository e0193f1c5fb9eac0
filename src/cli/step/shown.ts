import type { Line } from '../../explain/text/line.ts';
import type { Way } from './walk.ts';

/** How much room a step has on the screen, and which plane of its window is looked at. */
export interface Room {
  readonly width: number;
  readonly height: number;
  readonly group: number;
}

/** Columns, and whether a terminal's colours are written. */
export interface Written {
  readonly width: number;
  readonly colour: boolean;
}

/** A way whose steps can be shown: on a screen, as text, as data. `place` counts steps from 0. */
export interface ShownWay extends Way {
  /** What the step is, and which of how many. */
  status(place: number, plane: number): Line;
  /** The step as lines that fit. */
  lines(place: number, room: Room): Line[];
  /** The step as a text of its own, however long. */
  text(place: number, written: Written): string;
  /** The step as plain data. */
  data(place: number): unknown;
}

/** A key, and what it does. */
export type KeyWords = readonly [key: string, what: string];

/** The keys of a walk. */
export interface Keys {
  /** In a few words, for the last line of the screen. */
  readonly short: readonly KeyWords[];
  /** What is asked before a jump. */
  readonly question: string;
  /** The page that `?` opens. */
  readonly help: readonly Line[];
}

/** What is walked through. */
export interface Shown {
  /** The call, as a program has it. */
  readonly call: string;
  /** What it shows, in words: a preset's lesson, a picture's name. */
  readonly about: string;
  readonly ways: readonly ShownWay[];
  readonly keys: Keys;
}
