import { ArgumentError } from '../../errors.ts';
import type { LRScheduler } from './LRScheduler.ts';
import { ReduceLROnPlateau } from './ReduceLROnPlateau.ts';

/** @throws ArgumentError unless there is a scheduler, all change one optimizer, and all step without a metric. */
export function checkSchedulers(name: string, schedulers: readonly LRScheduler[]): void {
  if (schedulers.length === 0) {
    throw new ArgumentError(name, 'needs at least one scheduler');
  }
  schedulers.forEach((scheduler, i) => {
    if (scheduler instanceof ReduceLROnPlateau) {
      throw new ArgumentError(name, `scheduler ${i} is a ReduceLROnPlateau, whose steps need a metric`);
    }
    if (scheduler.optimizer !== schedulers[0].optimizer) {
      throw new ArgumentError(name, `scheduler ${i} changes another optimizer than scheduler 0`);
    }
  });
}
