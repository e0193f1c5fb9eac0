/** Sizes of a tensor. A shape is an array of its tensor's own, or of several that an operation made of one another. */
export type Sizes = readonly number[];

/** Something that is called with tensors and gives tensors: a module. */
export interface Caller {
  /** Under which name it holds a part, at any depth; '' for itself, undefined for what it does not hold. */
  pathOf(part: Caller): string | undefined;
}

/** An operation that made a shape of others. */
export interface OperationStep {
  readonly kind: 'operation';
  readonly operation: string;
  readonly params: unknown;
}

/** The call of a module, which is noted when it ends. */
export interface CallStep {
  readonly kind: 'call';
  /** Undefined if nobody holds it any more. */
  readonly caller: Caller | undefined;
  /** The number of the first step in it. */
  readonly first: number;
}

/**
 * What happened to shapes lately, for messages only: nothing is computed from it. It is a ring that never grows, and it
 * holds shapes and never a tensor or a module, so it keeps no numbers alive. A tensor's shape is an array that no other
 * tensor has, but those of equal shape that were made of it; so a shape, compared by identity, leads to the step that
 * made it, and on, from any tensor and whoever called what in which order (decision 106).
 */
export const mostSteps = 1024;

const makers = new Array<string | WeakRef<Caller>>(mostSteps).fill('');
/** An operation's params; for a call, the number of its first step. */
const details = new Array<unknown>(mostSteps).fill(undefined);
const inputs = new Array<readonly Sizes[]>(mostSteps).fill([]);
const outputs = new Array<Sizes>(mostSteps).fill([]);
let count = 0;

/** How many steps there were: the number of the next one. */
export function stepCount(): number {
  return count;
}

/** Notes that an operation made `output` of `sources`. */
export function noteOperation(operation: string, params: unknown, sources: readonly Sizes[], output: Sizes): void {
  const place = count++ % mostSteps;
  makers[place] = operation;
  details[place] = params;
  inputs[place] = sources;
  outputs[place] = output;
}

/** Notes that a call which began as step `first` has made `output` of `sources`. */
export function noteCall(caller: WeakRef<Caller>, first: number, sources: readonly Sizes[], output: Sizes): void {
  const place = count++ % mostSteps;
  makers[place] = caller;
  details[place] = first;
  inputs[place] = sources;
  outputs[place] = output;
}

/** The oldest step that is still known. */
export function oldestStep(): number {
  return Math.max(0, count - mostSteps);
}

export function stepAt(number: number): OperationStep | CallStep {
  const place = number % mostSteps;
  const maker = makers[place];
  return typeof maker === 'string'
    ? { kind: 'operation', operation: maker, params: details[place] }
    : { kind: 'call', caller: maker.deref(), first: details[place] as number };
}

export function inputsOf(number: number): readonly Sizes[] {
  return inputs[number % mostSteps];
}

export function outputOf(number: number): Sizes {
  return outputs[number % mostSteps];
}
