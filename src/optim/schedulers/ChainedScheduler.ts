import { LRScheduler } from './LRScheduler.ts';
import { loadAll } from './SequentialLR.ts';
import { checkSchedulers } from './several.ts';

/** Several schedules at once: every step is a step of each, in order. */
export class ChainedScheduler extends LRScheduler {
  private readonly schedulers: readonly LRScheduler[];

  constructor(schedulers: readonly LRScheduler[]) {
    checkSchedulers('ChainedScheduler', schedulers);
    super('ChainedScheduler', schedulers[0].optimizer, {});
    this.schedulers = [...schedulers];
    this.lastLr = this.lrs();
  }

  override step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.lrs();
  }

  override undo(): void {
    for (const scheduler of this.schedulers) scheduler.undo();
  }

  override start(): void {
    for (const scheduler of this.schedulers) scheduler.start();
    this.lastLr = this.lrs();
  }

  override restart(): void {
    for (const group of this.groups) group.lr = group.initialLr ?? group.lr;
    this.start();
  }

  protected nextLrs(): number[] {
    return this.lrs();
  }

  override stateDict(): Record<string, unknown> {
    return { ...super.stateDict(), schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  override loadStateDict({ schedulers, ...own }: Readonly<Record<string, unknown>>): void {
    loadAll('ChainedScheduler', this.schedulers, schedulers);
    super.loadStateDict(own);
  }
}
