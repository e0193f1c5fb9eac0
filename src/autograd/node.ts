import type { Run } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import type { InputForm } from './operation.ts';

/** A user's function that sees a gradient on its way and may put another in its place. */
export type GradientHook = (gradient: NdArray) => NdArray | undefined;

/**
 * A line of the tape, or a leaf where a path of gradients ends. Every tensor that requires a gradient points to one;
 * the gradient of the tensor arrives here.
 */
export interface GraphNode {
  /** Counts up, so an operation's number is above the numbers of everything it read. 0 for a leaf. */
  readonly step: number;
  /** The operation's name, 'leaf' for a leaf. */
  readonly operation: string;
  readonly output: InputForm;
  /** Where the inputs' gradients go; undefined for an input that needs none. Empty for a leaf. */
  readonly inputs: readonly (GraphNode | undefined)[];
  readonly inputForms: readonly InputForm[];
  /** What the operation saved, until backward has used it. */
  saved: SavedArrays | undefined;
  /** Turns the output's gradient into the inputs'. Absent for a leaf. */
  readonly sendBack:
    | ((run: Run, gradOutput: NdArray, saved: SavedArrays) => readonly (NdArray | undefined)[])
    | undefined;
  /** The accumulated gradient, on a leaf and where `retainGrad` asked for it. */
  grad: NdArray | undefined;
  retainsGrad: boolean;
  hooks: GradientHook[];
  /** A name for messages and pictures: a parameter's path. */
  label: string | undefined;
  /** Where the operation was called, when anomaly detection is on. */
  calledFrom: string | undefined;
}

/** Arrays kept for backward, with the versions they had, and which of them nobody else can see. */
export interface SavedArrays {
  readonly arrays: Readonly<Record<string, NdArray>>;
  /** The arrays once more, in the order of their names. */
  readonly kept: readonly NdArray[];
  readonly versions: readonly number[];
  readonly unseen: readonly NdArray[];
}

/** The end of a path: a tensor whose gradient the user reads. */
export function leafNode(form: InputForm): GraphNode {
  return {
    step: 0,
    operation: 'leaf',
    output: form,
    inputs: [],
    inputForms: [],
    saved: undefined,
    sendBack: undefined,
    grad: undefined,
    retainsGrad: true,
    hooks: [],
    label: undefined,
    calledFrom: undefined,
  };
}
