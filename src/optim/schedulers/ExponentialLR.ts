import { checkOptions } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

/** The rate times `gamma` at every step. */
export class ExponentialLR extends LRScheduler {
  private readonly gamma: number;

  constructor(optimizer: AnyOptimizer, gamma: number, options: ResumeOptions = {}) {
    super('ExponentialLR', optimizer, options);
    checkOptions('ExponentialLR', options, ['lastEpoch']);
    this.gamma = gamma;
    this.start();
  }

  protected nextLrs(): number[] {
    return this.isInitial ? this.lrs() : this.lrs().map((lr) => lr * this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }
}
