import { checkOptions, requireInteger } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

/**
 * Down to `etaMin` (default 0) along half a cosine of `tMax` steps (and up again after that):
 * lr = etaMin + (baseLr − etaMin)·(1 + cos(π·epoch / tMax)) / 2.
 *
 * Source: Loshchilov & Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (arXiv 1608.03983), without the
 * restarts.
 */
export class CosineAnnealingLR extends LRScheduler {
  private readonly tMax: number;
  private readonly etaMin: number;

  constructor(optimizer: AnyOptimizer, tMax: number, options: ResumeOptions & { readonly etaMin?: number } = {}) {
    super('CosineAnnealingLR', optimizer, options);
    checkOptions('CosineAnnealingLR', options, ['etaMin', 'lastEpoch']);
    requireInteger('CosineAnnealingLR', 'tMax', tMax, 1);
    this.tMax = tMax;
    this.etaMin = options.etaMin ?? 0;
    this.start();
  }

  protected nextLrs(): number[] {
    const { tMax, etaMin, lastEpoch } = this;
    if (this.isInitial) return this.lrs();
    if (this.stepCount === 1 && lastEpoch > 0) return this.closedForm();
    // At the bottom the ratio below would be 0 / 0: the step up is the first one down, reversed.
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0) {
      const rise = (1 - Math.cos(Math.PI / tMax)) / 2;
      return this.lrs().map((lr, i) => lr + (this.baseLrs[i] - etaMin) * rise);
    }
    const ratio = (1 + Math.cos((Math.PI * lastEpoch) / tMax)) / (1 + Math.cos((Math.PI * (lastEpoch - 1)) / tMax));
    return this.lrs().map((lr) => ratio * (lr - etaMin) + etaMin);
  }

  protected override closedForm(): number[] {
    const height = (1 + Math.cos((Math.PI * this.lastEpoch) / this.tMax)) / 2;
    return this.baseLrs.map((lr) => this.etaMin + (lr - this.etaMin) * height);
  }
}
