import { checkOptions } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, perGroup, type ResumeOptions } from './LRScheduler.ts';

/** A factor for every step number. */
export type Factor = (epoch: number) => number;

/** The base rate times a function of the step: lr = baseLr · lrLambda(epoch). One function for all groups, or one each. */
export class LambdaLR extends LRScheduler {
  private readonly lrLambdas: Factor[];

  constructor(optimizer: AnyOptimizer, lrLambda: Factor | readonly Factor[], options: ResumeOptions = {}) {
    super('LambdaLR', optimizer, options);
    checkOptions('LambdaLR', options, ['lastEpoch']);
    this.lrLambdas = perGroup('LambdaLR', 'lrLambda', lrLambda, this.groups);
    this.start();
  }

  protected nextLrs(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.lrLambdas[i](this.lastEpoch));
  }
}
