import { checkOptions, requireInteger } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

/** The rate times `gamma` (default 0.1) every `stepSize` steps. */
export class StepLR extends LRScheduler {
  private readonly stepSize: number;
  private readonly gamma: number;

  constructor(optimizer: AnyOptimizer, stepSize: number, options: ResumeOptions & { readonly gamma?: number } = {}) {
    super('StepLR', optimizer, options);
    checkOptions('StepLR', options, ['gamma', 'lastEpoch']);
    requireInteger('StepLR', 'stepSize', stepSize, 1);
    this.stepSize = stepSize;
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected nextLrs(): number[] {
    const isDue = this.lastEpoch !== 0 && this.lastEpoch % this.stepSize === 0;
    return isDue ? this.lrs().map((lr) => lr * this.gamma) : this.lrs();
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}
