import { type CallStep, inputsOf, oldestStep, outputOf, type Sizes, stepAt, stepCount } from './steps.ts';

/** How a shape came about. */
export interface Path {
  /** The shape that it began with. */
  readonly source: Sizes;
  /** The numbers of the steps from there on, in order. */
  readonly steps: readonly number[];
  /** Whether what came before `source` was forgotten. */
  readonly isCut: boolean;
}

/**
 * The steps that led to `shape`: all that are known, or those from step `since` on. A module that called no part of its
 * own is one step, whatever it did; of one that did, the parts are. Where a step has several inputs, the path is that of
 * the one whose shape it kept, or else of the first that was made, or is among `sources`.
 */
export function pathTo(shape: Sizes, since?: number, sources: readonly Sizes[] = []): Path {
  const oldest = Math.max(since ?? 0, oldestStep());
  const steps: number[] = [];
  let target = shape;
  for (let number = stepCount() - 1; number >= oldest && !sources.includes(target); number--) {
    if (outputOf(number) !== target) continue;
    const step = stepAt(number);
    if (step.kind === 'call' && hasPartsCalled(step, number)) continue;
    steps.unshift(number);
    const next = mainInput(number, oldest, sources);
    if (next === undefined) break;
    target = next;
    if (step.kind === 'call') number = step.first;
  }
  return { source: target, steps, isCut: since !== undefined && oldest > since && !sources.includes(target) };
}

/** Whether a call that ended as step `end` called parts of its module; a hook may have called others. */
function hasPartsCalled({ caller, first }: CallStep, end: number): boolean {
  for (let number = Math.max(first, oldestStep()); number < end; number++) {
    const step = stepAt(number);
    if (step.kind === 'call' && step.caller !== undefined && caller?.pathOf(step.caller)) return true;
  }
  return false;
}

function mainInput(number: number, oldest: number, sources: readonly Sizes[]): Sizes | undefined {
  const inputs = inputsOf(number);
  const output = outputOf(number);
  if (inputs.includes(output)) return output;
  return inputs.find((input) => sources.includes(input) || wasMade(input, oldest, number)) ?? inputs[0];
}

function wasMade(shape: Sizes, oldest: number, end: number): boolean {
  for (let number = end - 1; number >= oldest; number--) {
    if (outputOf(number) === shape) return true;
  }
  return false;
}

/** The operations that led to `shape`, the latest first, whatever modules they were a part of. */
export function* operationsBefore(shape: Sizes): Generator<number> {
  const oldest = oldestStep();
  let target: Sizes | undefined = shape;
  for (let number = stepCount() - 1; number >= oldest && target !== undefined; number--) {
    if (outputOf(number) !== target || stepAt(number).kind === 'call') continue;
    yield number;
    target = mainInput(number, oldest, []);
  }
}
