import { coordinatesOf, flatIndex, isInside } from '../../explain/reads.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';

/** A way through a trace: forward, or the gradient of one of the inputs. */
export interface Way {
  /** 'forward', 'input', 'weight', 'bias'. */
  readonly name: string;
  /** Of what is made, element by element. */
  readonly shape: Shape;
  /** The step that belongs to another one of this way, where some do; undefined for a step that is alone. */
  counterpart?(place: number): number | undefined;
}

/** Where somebody who walks through an operation stands, and what they are doing. Plain data. */
export interface Walk {
  /** Which of the ways. */
  readonly way: number;
  /** At which step of each way. */
  readonly places: readonly number[];
  /** Which plane of the window is looked at; counts on, and is taken modulo how many there are. */
  readonly plane: number;
  readonly isPlaying: boolean;
  /** Steps per second when playing. */
  readonly speed: number;
  /** What has been typed of a place to jump to; undefined when nobody asks. */
  readonly asked: string | undefined;
  readonly showsHelp: boolean;
  /** What went wrong with the last key. */
  readonly message: string;
  readonly isOver: boolean;
}

/** A key as node:readline tells it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

/** Time for a step, when playing. */
export const tick: Key = { name: 'tick' };

const speeds = [0.5, 1, 2, 4, 8, 16, 32];

/** The beginning of a walk. */
export function startOf(ways: readonly Way[], way = 0, place = 0): Walk {
  return {
    way,
    places: ways.map((_, i) => (i === way ? place : 0)),
    plane: 0,
    isPlaying: false,
    speed: 2,
    asked: undefined,
    showsHelp: false,
    message: '',
    isOver: false,
  };
}

/** The walk after a key. It changes nothing else, and knows of no terminal. */
export function after(walk: Walk, key: Key, ways: readonly Way[]): Walk {
  if (key.ctrl === true && (key.name === 'c' || key.name === 'd')) return { ...walk, isOver: true };
  if (key.name === 'tick') return played(walk, ways);
  if (walk.asked !== undefined) return asking(walk, walk.asked, key, ways);
  const told = { ...walk, message: '' };
  if (walk.showsHelp) return { ...told, showsHelp: false, isOver: key.name === 'q' };
  const { shape } = ways[walk.way];
  const here = walk.places[walk.way];
  const still = { ...told, isPlaying: false };
  switch (keyName(key)) {
    case 'n':
    case 'return':
    case 'enter':
      return to(still, here + 1, shape);
    case 'b':
    case 'backspace':
      return to(still, here - 1, shape);
    case 'right':
      return to(still, here + 1, shape);
    case 'left':
      return to(still, here - 1, shape);
    case 'down':
      return along(still, shape, -2, 1);
    case 'up':
      return along(still, shape, -2, -1);
    case 'pagedown':
      return along(still, shape, -3, 1);
    case 'pageup':
      return along(still, shape, -3, -1);
    case 'home':
      return to(still, 0, shape);
    case 'end':
      return to(still, elementCount(shape) - 1, shape);
    case 'space':
      return { ...told, isPlaying: !walk.isPlaying && here < elementCount(shape) - 1 };
    case '+':
    case '=':
      return { ...told, speed: speeds.find((speed) => speed > walk.speed) ?? walk.speed };
    case '-':
      return { ...told, speed: speeds.findLast((speed) => speed < walk.speed) ?? walk.speed };
    case 'c':
      return { ...told, plane: walk.plane + 1 };
    case 'C':
      return { ...told, plane: walk.plane - 1 };
    case 'f':
    case 'tab':
      return across(still, 1, ways);
    case 'F':
      return across(still, -1, ways);
    case 'j':
    case 'g':
      return { ...still, asked: '' };
    case '?':
    case 'h':
      return { ...still, showsHelp: true };
    case 'q':
      return { ...told, isOver: true };
    default:
      return told;
  }
}

/** Where a walk stands now. */
export function placeOf(walk: Walk): number {
  return walk.places[walk.way];
}

/**
 * The number of the step that somebody names: its number as the screen shows it, counted from 1, or the coordinates of
 * its cell; of fewer coordinates than there are, the first stay as they are. A text instead says why there is none.
 */
export function namedPlace(text: string, shape: Shape, here: number): number | string {
  const words = text.split(/[\s,x]+/).filter((word) => word !== '');
  const numbers = words.map(Number);
  const count = elementCount(shape);
  const all = `cells go to ${shape.map((size) => size - 1).join(',')}`;
  if (words.length === 0 || !numbers.every(Number.isInteger)) return `'${text}' is no step and no cell: 7, or 0,0,1,2`;
  if (numbers.length === 1) {
    const [number] = numbers;
    return number >= 1 && number <= count ? number - 1 : `there is no step ${number}: 1 to ${count}`;
  }
  const index = [...coordinatesOf(here, shape).slice(0, Math.max(0, shape.length - numbers.length)), ...numbers];
  if (index.length !== shape.length || !isInside(index, shape)) return `there is no cell ${numbers.join(',')}: ${all}`;
  return flatIndex(index, shape);
}

function to(walk: Walk, place: number, shape: Shape): Walk {
  const last = elementCount(shape) - 1;
  if (place < 0) return { ...walk, message: 'this is the first step' };
  if (place > last) return { ...walk, message: 'this is the last step' };
  return at(walk, place);
}

function at(walk: Walk, place: number): Walk {
  return { ...walk, places: walk.places.map((old, i) => (i === walk.way ? place : old)) };
}

/** One row, or one plane, on; at the edge it stays. */
function along(walk: Walk, shape: Shape, axis: number, by: number): Walk {
  const index = coordinatesOf(placeOf(walk), shape);
  const at = shape.length + axis;
  if (at < 0) return { ...walk, message: axis === -2 ? 'there is one row only' : 'there is one plane only' };
  index[at] += by;
  if (!isInside(index, shape)) return { ...walk, message: `nothing lies ${by > 0 ? 'beyond' : 'before'} this one` };
  return to(walk, flatIndex(index, shape), shape);
}

/** Onto the next way, or, where steps of one way belong together, onto the other one. */
function across(walk: Walk, by: number, ways: readonly Way[]): Walk {
  const { counterpart } = ways[walk.way];
  if (counterpart !== undefined) {
    const place = counterpart(placeOf(walk));
    return place === undefined ? { ...walk, message: 'this has no other direction' } : at(walk, place);
  }
  const way = (walk.way + by + ways.length) % ways.length;
  return way === walk.way ? { ...walk, message: 'there is no gradient to follow' } : { ...walk, way, plane: 0 };
}

function played(walk: Walk, ways: readonly Way[]): Walk {
  if (!walk.isPlaying) return walk;
  const next = to({ ...walk, message: '' }, placeOf(walk) + 1, ways[walk.way].shape);
  const isLast = placeOf(next) === elementCount(ways[walk.way].shape) - 1;
  return isLast ? { ...next, isPlaying: false, message: '' } : next;
}

/** The keys while a place is typed. */
function asking(walk: Walk, asked: string, key: Key, ways: readonly Way[]): Walk {
  switch (key.name) {
    case 'escape':
      return { ...walk, asked: undefined };
    case 'backspace':
      return asked === '' ? { ...walk, asked: undefined } : { ...walk, asked: asked.slice(0, -1) };
    case 'return':
    case 'enter': {
      if (asked.trim() === '') return { ...walk, asked: undefined };
      const place = namedPlace(asked, ways[walk.way].shape, placeOf(walk));
      const answered = { ...walk, asked: undefined };
      return typeof place === 'string' ? { ...answered, message: place } : at({ ...answered, message: '' }, place);
    }
    default:
      return /^[\d,x -]$/.test(key.sequence ?? '') && asked.length < 24
        ? { ...walk, asked: asked + key.sequence }
        : walk;
  }
}

/** One name for a key: its letter as it is written, or what readline calls it. */
function keyName({ name, sequence, shift }: Key): string {
  if (name === 'tab' && shift === true) return 'F';
  return sequence !== undefined && /^[!-~]$/.test(sequence) ? sequence : (name ?? '');
}
