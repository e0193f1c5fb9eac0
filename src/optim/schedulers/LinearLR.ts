import { ArgumentError } from '../../errors.ts';
import { checkOptions, requireInteger } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

export interface LinearLROptions extends ResumeOptions {
  /** Default: 1/3. */
  readonly startFactor?: number;
  /** Default: 1. */
  readonly endFactor?: number;
  /** How many steps it takes from start to end. Default: 5. */
  readonly totalIters?: number;
}

/** The rate times a factor that grows (or shrinks) in a straight line: a warm-up. */
export class LinearLR extends LRScheduler {
  private readonly startFactor: number;
  private readonly endFactor: number;
  private readonly totalIters: number;

  constructor(optimizer: AnyOptimizer, options: LinearLROptions = {}) {
    super('LinearLR', optimizer, options);
    checkOptions('LinearLR', options, ['startFactor', 'endFactor', 'totalIters', 'lastEpoch']);
    const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
    if (!(startFactor > 0 && startFactor <= 1)) {
      throw new ArgumentError('LinearLR', `startFactor must be above 0 and at most 1, but is ${startFactor}`);
    }
    if (!(endFactor >= 0 && endFactor <= 1)) {
      throw new ArgumentError('LinearLR', `endFactor must be between 0 and 1, but is ${endFactor}`);
    }
    requireInteger('LinearLR', 'totalIters', totalIters, 1);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.start();
  }

  protected nextLrs(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch === 0) return this.lrs().map((lr) => lr * startFactor);
    if (this.isInitial || lastEpoch > totalIters) return this.lrs();
    // From the factor before to the present one: both lie on the line.
    const before = totalIters * startFactor + (lastEpoch - 1) * (endFactor - startFactor);
    return this.lrs().map((lr) => lr * (1 + (endFactor - startFactor) / before));
  }

  protected override closedForm(): number[] {
    const done = Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((lr) => lr * (this.startFactor + (this.endFactor - this.startFactor) * done));
  }
}
