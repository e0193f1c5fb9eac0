import { checkOptions } from '../../options.ts';
import type { Factor } from './LambdaLR.ts';
import { type AnyOptimizer, LRScheduler, perGroup, type ResumeOptions } from './LRScheduler.ts';

/** The present rate times a function of the step, at every step but the first: lr ← lr · lrLambda(epoch). */
export class MultiplicativeLR extends LRScheduler {
  private readonly lrLambdas: Factor[];

  constructor(optimizer: AnyOptimizer, lrLambda: Factor | readonly Factor[], options: ResumeOptions = {}) {
    super('MultiplicativeLR', optimizer, options);
    checkOptions('MultiplicativeLR', options, ['lastEpoch']);
    this.lrLambdas = perGroup('MultiplicativeLR', 'lrLambda', lrLambda, this.groups);
    this.start();
  }

  protected nextLrs(): number[] {
    return this.isInitial ? this.lrs() : this.lrs().map((lr, i) => lr * this.lrLambdas[i](this.lastEpoch));
  }
}
