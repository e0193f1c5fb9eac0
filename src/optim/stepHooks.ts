import type { Removable } from '../tensor/tensor.ts';
import type { Optimizer } from './optimizer.ts';

/** Sees an optimizer before or after its step. */
export type StepHook = (optimizer: Optimizer) => void;

/** The hooks of one optimizer. One without hooks has none of these, and pays nothing. */
export class StepHooks {
  readonly before = new Set<StepHook>();
  readonly after = new Set<StepHook>();

  callBefore(optimizer: Optimizer): void {
    for (const hook of this.before) hook(optimizer);
  }

  callAfter(optimizer: Optimizer): void {
    for (const hook of this.after) hook(optimizer);
  }
}

/** Adds a hook to a set, and gives the way to take it out again. */
export function addStepHook(hooks: Set<StepHook>, hook: StepHook): Removable {
  hooks.add(hook);
  return {
    remove() {
      hooks.delete(hook);
    },
  };
}
