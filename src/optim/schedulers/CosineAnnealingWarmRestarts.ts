import { checkOptions, requireInteger } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';

export interface WarmRestartsOptions extends ResumeOptions {
  /** Each period is this many times longer than the last. Default: 1. */
  readonly tMult?: number;
  /** Default: 0. */
  readonly etaMin?: number;
}

/**
 * Half a cosine from the base rate down to `etaMin` in `t0` steps, then from the top again, over and over.
 *
 * Source: Loshchilov & Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (arXiv 1608.03983).
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  private readonly t0: number;
  private readonly tMult: number;
  private readonly etaMin: number;
  /** The length of the present period, and how much of it is over. */
  private period: number;
  private elapsed: number;

  constructor(optimizer: AnyOptimizer, t0: number, options: WarmRestartsOptions = {}) {
    const name = 'CosineAnnealingWarmRestarts';
    super(name, optimizer, options);
    checkOptions(name, options, ['tMult', 'etaMin', 'lastEpoch']);
    const { tMult = 1, etaMin = 0 } = options;
    requireInteger(name, 't0', t0, 1);
    requireInteger(name, 'tMult', tMult, 1);
    this.t0 = t0;
    this.tMult = tMult;
    this.etaMin = etaMin;
    this.period = t0;
    this.elapsed = this.lastEpoch;
    this.start();
  }

  /** One step; or to any place, also within a step: `step(epoch + batch / batches)`. */
  override step(epoch?: number): void {
    this.stepCount++;
    if (epoch !== undefined || this.lastEpoch < 0) {
      this.#goTo(epoch ?? 0);
    } else {
      this.lastEpoch++;
      this.elapsed++;
      if (this.elapsed >= this.period) {
        this.elapsed %= this.period;
        this.period *= this.tMult;
      }
    }
    this.setLrs(this.nextLrs());
  }

  protected nextLrs(): number[] {
    const height = (1 + Math.cos((Math.PI * this.elapsed) / this.period)) / 2;
    return this.baseLrs.map((lr) => this.etaMin + (lr - this.etaMin) * height);
  }

  override restart(): void {
    this.#goTo(0);
    this.setLrs(this.nextLrs());
  }

  #goTo(epoch: number): void {
    const { t0, tMult } = this;
    this.lastEpoch = Math.floor(epoch);
    this.period = t0;
    this.elapsed = epoch;
    while (this.elapsed >= this.period) {
      this.elapsed -= this.period;
      this.period *= tMult;
    }
  }
}
