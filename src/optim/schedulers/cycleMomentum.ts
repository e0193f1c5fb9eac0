import { ArgumentError } from '../../errors.ts';
import type { ScheduledGroup } from './LRScheduler.ts';

/** Sets what a group calls its momentum: `momentum`, or the first of Adam's `betas`. */
export function setMomentum(group: ScheduledGroup, momentum: number): void {
  if (group.betas !== undefined) {
    group.betas = [momentum, group.betas[1]];
  } else {
    group.momentum = momentum;
  }
}

/** @throws ArgumentError for an optimizer without momentum. */
export function requireMomentum(name: string, defaults: object): void {
  if (!('momentum' in defaults || 'betas' in defaults)) {
    const rule = 'cycleMomentum needs an optimizer with momentum or betas; set cycleMomentum to false';
    throw new ArgumentError(name, rule);
  }
}
