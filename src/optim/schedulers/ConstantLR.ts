import { ArgumentError } from '../../errors.ts';
import { checkOptions, requireInteger } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

/** The rate times `factor` (default 1/3) for the first `totalIters` (default 5) steps, then the rate itself. */
export class ConstantLR extends LRScheduler {
  private readonly factor: number;
  private readonly totalIters: number;

  constructor(
    optimizer: AnyOptimizer,
    options: ResumeOptions & { readonly factor?: number; readonly totalIters?: number } = {},
  ) {
    super('ConstantLR', optimizer, options);
    checkOptions('ConstantLR', options, ['factor', 'totalIters', 'lastEpoch']);
    const { factor = 1 / 3, totalIters = 5 } = options;
    if (!(factor >= 0 && factor <= 1)) {
      throw new ArgumentError('ConstantLR', `factor must be between 0 and 1, but is ${factor}`);
    }
    requireInteger('ConstantLR', 'totalIters', totalIters, 0);
    this.factor = factor;
    this.totalIters = totalIters;
    this.start();
  }

  protected nextLrs(): number[] {
    if (this.lastEpoch === 0) return this.lrs().map((lr) => lr * this.factor);
    return this.lastEpoch === this.totalIters ? this.lrs().map((lr) => lr * (1 / this.factor)) : this.lrs();
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * (this.lastEpoch >= this.totalIters ? 1 : this.factor));
  }
}
