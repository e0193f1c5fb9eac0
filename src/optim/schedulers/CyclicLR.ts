import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import { requireMomentum, setMomentum } from './cycleMomentum.ts';
import { type AnyOptimizer, LRScheduler, perGroup, type ResumeOptions, requireOptimizer } from './LRScheduler.ts';

type Mode = 'triangular' | 'triangular2' | 'exp_range';

export interface CyclicLROptions extends ResumeOptions {
  /** Steps from the lower rate to the upper. Default: 2000. */
  readonly stepSizeUp?: number;
  /** Steps back. Default: stepSizeUp. */
  readonly stepSizeDown?: number;
  /** Whether the height stays (default), is halved in each cycle, or shrinks by gamma at each step. */
  readonly mode?: Mode;
  readonly gamma?: number;
  /** The height as a function of the cycle or the step, instead of a mode. */
  readonly scaleFn?: (place: number) => number;
  readonly scaleMode?: 'cycle' | 'iterations';
  /** Whether momentum goes down while the rate goes up. Default: true. */
  readonly cycleMomentum?: boolean;
  readonly baseMomentum?: number | readonly number[];
  readonly maxMomentum?: number | readonly number[];
}

const known = [
  'stepSizeUp',
  'stepSizeDown',
  'mode',
  'gamma',
  'scaleFn',
  'scaleMode',
  'cycleMomentum',
  'baseMomentum',
  'maxMomentum',
  'lastEpoch',
];

/**
 * Up and down in straight lines between two rates, and momentum the other way round.
 *
 * Source: Smith, "Cyclical Learning Rates for Training Neural Networks" (arXiv 1506.01186).
 */
export class CyclicLR extends LRScheduler {
  private readonly maxLrs: number[];
  private readonly totalSize: number;
  private readonly stepRatio: number;
  private readonly mode: Mode;
  private readonly gamma: number;
  private readonly scaleFn: ((place: number) => number) | undefined;
  private readonly scaleMode: 'cycle' | 'iterations';
  private readonly cycleMomentum: boolean;
  private readonly baseMomentums: number[];
  private readonly maxMomentums: number[];

  constructor(
    optimizer: AnyOptimizer,
    baseLr: number | readonly number[],
    maxLr: number | readonly number[],
    options: CyclicLROptions = {},
  ) {
    checkOptions('CyclicLR', options, known);
    const { stepSizeUp = 2000, stepSizeDown = stepSizeUp, mode = 'triangular', gamma = 1, scaleFn } = options;
    const { lastEpoch = -1, cycleMomentum = true, baseMomentum = 0.8, maxMomentum = 0.9 } = options;
    if (!['triangular', 'triangular2', 'exp_range'].includes(mode)) {
      throw new ArgumentError('CyclicLR', `mode must be 'triangular', 'triangular2' or 'exp_range', but is '${mode}'`);
    }
    if (!(stepSizeUp > 0 && stepSizeDown > 0)) {
      const given = `stepSizeUp ${stepSizeUp} and stepSizeDown ${stepSizeDown}`;
      throw new ArgumentError('CyclicLR', `a cycle goes up and down by a positive number of steps, but has ${given}`);
    }
    requireOptimizer('CyclicLR', optimizer);
    if (cycleMomentum) requireMomentum('CyclicLR', optimizer.defaults);
    const baseLrs = perGroup('CyclicLR', 'baseLr', baseLr, optimizer.paramGroups);
    if (lastEpoch === -1) {
      // Before the rates that the schedule starts from are written down.
      optimizer.paramGroups.forEach((group, i) => {
        group.lr = baseLrs[i];
      });
    }
    super('CyclicLR', optimizer, options);
    this.baseLrs = baseLrs;
    this.maxLrs = perGroup('CyclicLR', 'maxLr', maxLr, this.groups);
    this.totalSize = stepSizeUp + stepSizeDown;
    this.stepRatio = stepSizeUp / this.totalSize;
    this.mode = mode;
    this.gamma = gamma;
    this.scaleFn = scaleFn;
    this.scaleMode =
      scaleFn === undefined ? (mode === 'exp_range' ? 'iterations' : 'cycle') : (options.scaleMode ?? 'cycle');
    this.cycleMomentum = cycleMomentum;
    this.baseMomentums = perGroup('CyclicLR', 'baseMomentum', baseMomentum, this.groups);
    this.maxMomentums = perGroup('CyclicLR', 'maxMomentum', maxMomentum, this.groups);
    this.start();
  }

  protected nextLrs(): number[] {
    const cycle = Math.floor(1 + this.lastEpoch / this.totalSize);
    const place = 1 + this.lastEpoch / this.totalSize - cycle;
    const height = place <= this.stepRatio ? place / this.stepRatio : (place - 1) / (this.stepRatio - 1);
    const scale = this.#scale(this.scaleMode === 'cycle' ? cycle : this.lastEpoch);
    if (this.cycleMomentum) {
      this.groups.forEach((group, i) => {
        const span = this.maxMomentums[i] - this.baseMomentums[i];
        setMomentum(group, this.maxMomentums[i] - span * height * scale);
      });
    }
    return this.baseLrs.map((lr, i) => lr + (this.maxLrs[i] - lr) * height * scale);
  }

  #scale(place: number): number {
    if (this.scaleFn !== undefined) return this.scaleFn(place);
    if (this.mode === 'triangular') return 1;
    return this.mode === 'triangular2' ? 1 / 2 ** (place - 1) : this.gamma ** place;
  }
}
