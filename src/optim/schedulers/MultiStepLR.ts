import { checkOptions, requireInteger } from '../../options.ts';
import { requireList } from '../../tensor/functions/arguments.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

/** The rate times `gamma` (default 0.1) at each of the milestones; a milestone named twice counts twice. */
export class MultiStepLR extends LRScheduler {
  private readonly milestones: readonly number[];
  private readonly gamma: number;

  constructor(
    optimizer: AnyOptimizer,
    milestones: readonly number[],
    options: ResumeOptions & { readonly gamma?: number } = {},
  ) {
    super('MultiStepLR', optimizer, options);
    checkOptions('MultiStepLR', options, ['gamma', 'lastEpoch']);
    requireList('MultiStepLR', 'milestones', milestones);
    milestones.forEach((milestone, i) => {
      requireInteger('MultiStepLR', `milestones[${i}]`, milestone, 0);
    });
    this.milestones = [...milestones];
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected nextLrs(): number[] {
    const due = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return due === 0 ? this.lrs() : this.lrs().map((lr) => lr * this.gamma ** due);
  }

  protected override closedForm(): number[] {
    const passed = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    return this.baseLrs.map((lr) => lr * this.gamma ** passed);
  }
}
