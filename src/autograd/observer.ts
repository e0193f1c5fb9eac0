import type { NdArray } from '../backends/storage.ts';
import type { GraphNode } from './node.ts';

/** An operation has run forward. */
export interface OperationEvent {
  readonly operation: string;
  readonly inputs: readonly NdArray[];
  /** Where the inputs' gradients will go; undefined for an input that needs none. */
  readonly nodes: readonly (GraphNode | undefined)[];
  readonly params: unknown;
  readonly output: NdArray;
  /** The line of the tape; undefined where nothing was written on it. */
  readonly node: GraphNode | undefined;
}

/** A backward pass begins, with the gradient that it starts from. */
export interface BackwardEvent {
  readonly root: GraphNode;
  readonly gradient: NdArray;
}

/** An operation has turned the gradient of its output into shares for its inputs. They are not delivered yet. */
export interface SharesEvent {
  readonly node: GraphNode;
  readonly gradOutput: NdArray;
  /** One for every input; undefined where none is wanted. */
  readonly shares: readonly (NdArray | undefined)[];
}

/** A complete gradient is added to `node.grad`. */
export interface GradientEvent {
  readonly node: GraphNode;
  readonly gradient: NdArray;
}

/** What an optimizer's step changes: one parameter, its gradient, the settings, and what is remembered of it. */
export interface UpdateEvent {
  readonly param: NdArray & { readonly node: GraphNode | undefined };
  readonly grad: NdArray;
  /** Of the parameter's group: `lr`, `momentum` and the like. */
  readonly settings: Readonly<object>;
  /** Undefined before the first step. */
  readonly state: ObservedState | undefined;
}

/** What an optimizer remembers of a parameter, under PyTorch's names. */
export interface ObservedState {
  readonly numbers: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, NdArray>>;
}

/** An optimizer's step, before or after it. */
export interface StepEvent {
  readonly optimizer: object;
  /** Its name: 'SGD'. */
  readonly name: string;
  /** One for every parameter that has a gradient. */
  readonly updates: readonly UpdateEvent[];
}

/**
 * Sees training from inside: every operation, every share of a gradient, every step. Each method is called at its
 * moment, when the numbers are those that count: what wants to keep them copies them then, because much is written to or
 * given back to the pool afterwards. An observer changes nothing.
 */
export interface Observer {
  operationRan?(event: OperationEvent): void;
  backwardStarts?(event: BackwardEvent): void;
  sharesSent?(event: SharesEvent): void;
  /** Before a complete gradient is added to `.grad`, and after. */
  gradientArrives?(event: GradientEvent): void;
  gradientAdded?(event: GradientEvent): void;
  backwardEnded?(event: BackwardEvent): void;
  /** Before the first parameter changes: everything was checked. */
  stepStarts?(event: StepEvent): void;
  stepEnded?(event: StepEvent): void;
}

/** Who looks on: nobody as a rule, and then training pays one comparison for it. */
export const observation: { current: Observer | undefined } = { current: undefined };

const observers: Observer[] = [];

/** Lets `observer` look on from now until `remove()`. Several see everything one after the other. */
export function addObserver(observer: Observer): { remove(): void } {
  observers.push(observer);
  observation.current = joined([...observers]);
  return {
    remove() {
      const place = observers.indexOf(observer);
      if (place >= 0) observers.splice(place, 1);
      observation.current = joined([...observers]);
    },
  };
}

/** Several as one. */
function joined(all: readonly Observer[]): Observer | undefined {
  if (all.length < 2) return all[0];
  const tell = (call: (one: Observer) => void) => {
    for (const one of all) call(one);
  };
  return {
    operationRan: (event) => tell((one) => one.operationRan?.(event)),
    backwardStarts: (event) => tell((one) => one.backwardStarts?.(event)),
    sharesSent: (event) => tell((one) => one.sharesSent?.(event)),
    gradientArrives: (event) => tell((one) => one.gradientArrives?.(event)),
    gradientAdded: (event) => tell((one) => one.gradientAdded?.(event)),
    backwardEnded: (event) => tell((one) => one.backwardEnded?.(event)),
    stepStarts: (event) => tell((one) => one.stepStarts?.(event)),
    stepEnded: (event) => tell((one) => one.stepEnded?.(event)),
  };
}
