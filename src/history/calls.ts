import { type Caller, type Sizes, stepCount } from './steps.ts';

/** A call of a module. */
export interface Call {
  readonly caller: Caller;
  /** The number of its first step. */
  readonly first: number;
  readonly inputs: readonly unknown[];
}

/** The calls that are running now, the latest last. An async one is here until its first `await`. */
const running: Call[] = [];

/** Notes that a module is called, until `leaveCall`. */
export function enterCall(caller: Caller, inputs: readonly unknown[]): Call {
  const call = { caller, first: stepCount(), inputs };
  running.push(call);
  return call;
}

export function leaveCall(): void {
  running.pop();
}

/** The call that runs now and made no other. */
export function innermostCall(): Call | undefined {
  return running.at(-1);
}

/** The outermost running call of a module that the one called here is a part of. */
export function outermostCallAround({ caller }: Call): Call | undefined {
  return running.find((call) => call.caller.pathOf(caller) !== undefined);
}

/** A call without the numbers it was given, for an error, which may be kept. */
export function withoutNumbers({ caller, first, inputs }: Call): Call {
  return { caller, first, inputs: shapesIn(inputs).map((shape) => ({ shape })) };
}

/** The shapes of those values that have one: tensors, that is. */
export function shapesIn(values: readonly unknown[]): Sizes[] {
  const shapes: Sizes[] = [];
  for (const value of values) {
    const shape = (value as { readonly shape?: unknown } | null | undefined)?.shape;
    if (Array.isArray(shape)) shapes.push(shape);
  }
  return shapes;
}
