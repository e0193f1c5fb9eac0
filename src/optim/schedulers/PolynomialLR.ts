import { checkOptions, requireInteger } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

/** Down to 0 in `totalIters` (default 5) steps: lr = baseLr·(1 − epoch / totalIters)^power, power being 1 by default. */
export class PolynomialLR extends LRScheduler {
  private readonly totalIters: number;
  private readonly power: number;

  constructor(
    optimizer: AnyOptimizer,
    options: ResumeOptions & { readonly totalIters?: number; readonly power?: number } = {},
  ) {
    super('PolynomialLR', optimizer, options);
    checkOptions('PolynomialLR', options, ['totalIters', 'power', 'lastEpoch']);
    const { totalIters = 5, power = 1 } = options;
    requireInteger('PolynomialLR', 'totalIters', totalIters, 1);
    this.totalIters = totalIters;
    this.power = power;
    this.start();
  }

  protected nextLrs(): number[] {
    const { totalIters, lastEpoch } = this;
    if (this.isInitial || lastEpoch > totalIters) return this.lrs();
    const decay = ((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** this.power;
    return this.lrs().map((lr) => lr * decay);
  }

  protected override closedForm(): number[] {
    const left = 1 - Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((lr) => lr * left ** this.power);
  }
}
