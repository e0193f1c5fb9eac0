import type { GraphNode } from '../../autograd/node.ts';
import type { BackwardEvent, OperationEvent } from '../../autograd/observer.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { EpochEnd } from '../../data/DataLoader.ts';
import type { NumberArray } from '../../dtype.ts';
import type { Module } from '../../nn/Module.ts';
import type { Optimizer } from '../../optim/optimizer.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { WarningId } from './warnings.ts';

/** A net of any inputs and any output. */
export type AnyNet = Pick<Module<never, unknown>, 'training' | 'namedParameters' | 'namedModules'>;

/** The net was called. */
export interface Call {
  /** What it was called with first, and what it gave, where these are tensors. */
  readonly input: Tensor | undefined;
  readonly output: Tensor | undefined;
  /** Nobody will call backward: the net is in `eval` mode, or under `noGrad`, or nobody did for long. */
  readonly isEvaluation: boolean;
}

/** What checks may know and do. */
export interface Watched {
  readonly net: AnyNet;
  readonly optimizer: Optimizer;
  /** Optimizer steps that are over. */
  readonly steps: number;
  /** Whether this step is looked at closely, numbers included: one of the first ten, or a hundredth. */
  readonly isSampled: boolean;
  /** Whether a parameter of the net is among what `node` was computed from. */
  owns(node: GraphNode): boolean;
  /**
   * Hands over the numbers: at once where they are at hand, later where they must be awaited, and never where the
   * device would have to be waited for. They are not to be kept.
   */
  read(array: NdArray, use: (numbers: NumberArray) => void): void;
  /** Says what was found, once for every id. */
  warn(id: WarningId, finding: string): void;
}

/** One thing that the doctor looks for, with a method for every moment at which it looks. */
export interface Check {
  /** What it may warn of. When all of it was said or silenced, it is called no more. */
  readonly ids: readonly WarningId[];
  called?(call: Call): void;
  /** In sampled steps only: there are many operations in a step. */
  operationRan?(event: OperationEvent): void;
  backwardStarts?(event: BackwardEvent): void;
  backwardEnded?(): void;
  /** The optimizer has made a step; `steps` does not count it yet. */
  stepped?(): void;
  epochEnded?(epoch: EpochEnd): void;
  /** The last chance to say something. */
  stopped?(): void;
}

/** Makes a check that looks at somebody's training. */
export type MakeCheck = (watched: Watched) => Check;
