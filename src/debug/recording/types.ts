import type { DType } from '../../dtype.ts';
import type { Shape } from '../../shape/rowMajor.ts';

// A recording is plain JSON: it can be saved, sent to a page, or read by another program. This file is its format.

/** What the first field of every recording says. */
export const recordingFormat = 'stridegrad.recording';

/** Counts up when a recording changes in a way that an older reader would misread. */
export const recordingVersion = 1;

/** A number; what JSON cannot say is spelt out. `Number(value)` gives it back. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';

/** One training step, as it happened. */
export interface Recording {
  readonly format: typeof recordingFormat;
  readonly version: typeof recordingVersion;
  /** Arrays of at most so many numbers are kept whole. */
  readonly limit: number;
  /** Every array at one moment. An array that changes in place stands here once for each time it was looked at. */
  readonly arrays: readonly RecordedArray[];
  /** What happened, in order. Numbers in events are places in `arrays`. */
  readonly events: readonly RecordedEvent[];
}

/** Numbers at one moment. */
export interface RecordedArray {
  readonly shape: Shape;
  readonly dtype: DType;
  /** A parameter's path in its net, or the name that `recordStep` was given. */
  readonly name?: string;
  /** The array that this was before it was changed in place. */
  readonly before?: number;
  /** All numbers in row-major order, where there are at most `limit`. */
  readonly values?: readonly JsonNumber[];
  /** Where there are more. */
  readonly statistics?: Statistics;
}

/** What is kept of an array that is too large to be kept. Of numbers that are not finite only the counts tell. */
export interface Statistics {
  readonly min: JsonNumber;
  readonly max: JsonNumber;
  readonly mean: JsonNumber;
  /** The square root of the variance with n − 1, as `tensor.std()`. */
  readonly std: JsonNumber;
  readonly nan: number;
  readonly infinite: number;
  readonly zeros: number;
  /** How many of the finite numbers lie in each of ten equal parts of [min, max]. */
  readonly histogram: readonly number[];
  /** The first numbers, in row-major order. */
  readonly first: readonly JsonNumber[];
}

/** An operation ran. */
export interface RecordedForward {
  readonly kind: 'forward';
  readonly operation: string;
  /** Its line on the tape; absent where nothing was written there (in noGrad, or of inputs that need no gradient). */
  readonly step?: number;
  /** Its settings in words: 'stride 2, padding 1'. */
  readonly settings: string;
  readonly inputs: readonly number[];
  readonly output: number;
}

/** A backward pass began at a tensor, with a gradient: 1, of a loss. */
export interface RecordedStart {
  readonly kind: 'start';
  /** Absent if it was computed before the recording. */
  readonly tensor?: number;
  readonly gradient: number;
}

/** An operation turned the gradient of its output into shares for its inputs. */
export interface RecordedBackward {
  readonly kind: 'backward';
  readonly operation: string;
  readonly step: number;
  /** The event in which it ran forward; absent if that was before the recording. */
  readonly forward?: number;
  /** The shares that had arrived, in order. Their sum is the gradient, unless a hook put another in its place. */
  readonly received: readonly number[];
  readonly gradient: number;
  /** One for every input; null where none is wanted. */
  readonly shares: readonly (number | null)[];
}

/** A complete gradient was added to the `.grad` of a leaf, or of a tensor that retains it. */
export interface RecordedGradient {
  readonly kind: 'gradient';
  /** Whose; a name, or the step that made it: '#7 conv2d'. */
  readonly owner: string;
  readonly received: readonly number[];
  readonly gradient: number;
  /** What `.grad` was; absent if there was none. */
  readonly before?: number;
  readonly after: number;
}

/** An optimizer changed a parameter. */
export interface RecordedUpdate {
  readonly kind: 'update';
  readonly optimizer: string;
  readonly name: string;
  /** Its settings: lr, momentum and the like. */
  readonly settings: Readonly<Record<string, JsonNumber | boolean | readonly JsonNumber[]>>;
  readonly before: number;
  readonly gradient: number;
  readonly after: number;
  /** What the optimizer remembers of the parameter, under PyTorch's names; `before` is absent in the first step. */
  readonly state: Readonly<Record<string, { readonly before?: number; readonly after: number }>>;
  /** The numbers among it, after the step: how many steps there were, say. */
  readonly numbers: Readonly<Record<string, JsonNumber>>;
}

export type RecordedEvent = RecordedForward | RecordedStart | RecordedBackward | RecordedGradient | RecordedUpdate;
