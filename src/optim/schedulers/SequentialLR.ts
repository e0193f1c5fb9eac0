import { ArgumentError, DataError } from '../../errors.ts';
import { type AnyOptimizer, LRScheduler } from './LRScheduler.ts';
import { checkSchedulers } from './several.ts';

/** One schedule after the other: the next one takes over at each milestone. */
export class SequentialLR extends LRScheduler {
  private readonly schedulers: readonly LRScheduler[];
  private readonly milestones: readonly number[];

  /** @throws ArgumentError unless there is one milestone between every two schedules. */
  constructor(optimizer: AnyOptimizer, schedulers: readonly LRScheduler[], milestones: readonly number[]) {
    super('SequentialLR', optimizer, {});
    checkSchedulers('SequentialLR', schedulers);
    if (schedulers[0].optimizer !== optimizer) {
      throw new ArgumentError('SequentialLR', 'the schedulers change another optimizer than the one given');
    }
    if (milestones.length !== schedulers.length - 1) {
      const rule = `${schedulers.length} schedulers have ${schedulers.length - 1} milestones between them`;
      throw new ArgumentError('SequentialLR', `${rule}, but ${milestones.length} are given`);
    }
    this.schedulers = [...schedulers];
    this.milestones = [...milestones];
    // Every schedule has made its first step when it was made. All are undone, and only the first makes it again.
    for (const scheduler of schedulers) scheduler.undo();
    this.restart();
  }

  override step(): void {
    this.lastEpoch++;
    const index = this.#index();
    const scheduler = this.schedulers[index];
    if (index > 0 && this.milestones[index - 1] === this.lastEpoch) {
      scheduler.restart();
    } else {
      scheduler.step();
    }
    this.lastLr = scheduler.getLastLr();
  }

  override undo(): void {
    for (const scheduler of this.schedulers) scheduler.undo();
  }

  override start(): void {
    this.restart();
  }

  override restart(): void {
    for (const group of this.groups) group.lr = group.initialLr ?? group.lr;
    this.lastEpoch = 0;
    const first = this.schedulers[this.#index()];
    first.start();
    this.lastLr = first.getLastLr();
  }

  protected nextLrs(): number[] {
    return this.lrs();
  }

  override stateDict(): Record<string, unknown> {
    return { ...super.stateDict(), schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  override loadStateDict({ schedulers, ...own }: Readonly<Record<string, unknown>>): void {
    loadAll('SequentialLR', this.schedulers, schedulers);
    super.loadStateDict(own);
  }

  /** Whose turn it is: the schedule after the last milestone that is passed. */
  #index(): number {
    return this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
  }
}

/** Gives every scheduler its state. @throws DataError for another number of them. */
export function loadAll(name: string, schedulers: readonly LRScheduler[], states: unknown): void {
  if (!Array.isArray(states) || states.length !== schedulers.length) {
    const found = Array.isArray(states) ? states.length : 'no';
    throw new DataError(`${name}.loadStateDict: there are ${schedulers.length} schedulers, but ${found} states`);
  }
  schedulers.forEach((scheduler, i) => {
    scheduler.loadStateDict(states[i]);
  });
}
