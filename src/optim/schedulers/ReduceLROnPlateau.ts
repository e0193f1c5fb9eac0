import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import { type AnyOptimizer, LRScheduler, perGroup } from './LRScheduler.ts';

export interface ReduceLROnPlateauOptions {
  /** Whether less ('min', default) or more ('max') is better. */
  readonly mode?: 'min' | 'max';
  /** What the rate is multiplied by; below 1. Default: 0.1. */
  readonly factor?: number;
  /** How many steps without improvement are borne. Default: 10. */
  readonly patience?: number;
  /** What counts as an improvement. Default: 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best ('rel', default) or an amount ('abs'). */
  readonly thresholdMode?: 'rel' | 'abs';
  /** How many steps are not counted after the rate went down. Default: 0. */
  readonly cooldown?: number;
  /** Default: 0. */
  readonly minLr?: number | readonly number[];
  /** A change of the rate that is not larger than this is not made. Default: 1e-8. */
  readonly eps?: number;
}

const known = ['mode', 'factor', 'patience', 'threshold', 'thresholdMode', 'cooldown', 'minLr', 'eps'];

/** The rate times `factor` when a metric, given to every step, has stopped getting better. */
export class ReduceLROnPlateau extends LRScheduler {
  private readonly mode: 'min' | 'max';
  private readonly factor: number;
  private readonly patience: number;
  private readonly threshold: number;
  private readonly thresholdMode: 'rel' | 'abs';
  private readonly cooldown: number;
  private readonly minLrs: number[];
  private readonly eps: number;
  /** The best metric so far; null before the first (JSON knows no infinity). */
  private best: number | null = null;
  private badEpochs = 0;
  private cooldownLeft = 0;

  constructor(optimizer: AnyOptimizer, options: ReduceLROnPlateauOptions = {}) {
    const name = 'ReduceLROnPlateau';
    super(name, optimizer, {});
    checkOptions(name, options, known);
    const { mode = 'min', factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = 'rel' } = options;
    const { cooldown = 0, minLr = 0, eps = 1e-8 } = options;
    if (!(factor < 1)) {
      throw new ArgumentError(name, `factor must be below 1, but is ${factor}`);
    }
    requireOneOf(name, 'mode', mode, ['min', 'max']);
    requireOneOf(name, 'thresholdMode', thresholdMode, ['rel', 'abs']);
    this.mode = mode;
    this.factor = factor;
    this.patience = patience;
    this.threshold = threshold;
    this.thresholdMode = thresholdMode;
    this.cooldown = cooldown;
    this.minLrs = perGroup(name, 'minLr', minLr, this.groups);
    this.eps = eps;
    this.lastEpoch = 0;
    this.lastLr = this.lrs();
  }

  /** @param metric what should get better: the loss of the validation, say. */
  override step(metric?: number): void {
    if (typeof metric !== 'number') {
      throw new ArgumentError('ReduceLROnPlateau', `step needs the metric as a number, but got ${String(metric)}`);
    }
    this.lastEpoch++;
    if (this.#isBetter(metric)) {
      this.best = metric;
      this.badEpochs = 0;
    } else {
      this.badEpochs++;
    }
    if (this.cooldownLeft > 0) {
      this.cooldownLeft--;
      this.badEpochs = 0;
    }
    if (this.badEpochs > this.patience) {
      this.cooldownLeft = this.cooldown;
      this.badEpochs = 0;
      this.setLrs(this.nextLrs());
    }
    this.lastLr = this.lrs();
  }

  protected nextLrs(): number[] {
    return this.lrs().map((lr, i) => {
      const reduced = Math.max(lr * this.factor, this.minLrs[i]);
      return lr - reduced > this.eps ? reduced : lr;
    });
  }

  #isBetter(metric: number): boolean {
    const best = this.best ?? (this.mode === 'min' ? Infinity : -Infinity);
    if (this.mode === 'min') {
      return metric < (this.thresholdMode === 'rel' ? best * (1 - this.threshold) : best - this.threshold);
    }
    return metric > (this.thresholdMode === 'rel' ? best * (1 + this.threshold) : best + this.threshold);
  }
}

function requireOneOf(operation: string, name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) {
    throw new ArgumentError(operation, `${name} must be '${choices.join("' or '")}', but is '${value}'`);
  }
}
