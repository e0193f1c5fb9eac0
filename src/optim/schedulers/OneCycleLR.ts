import { ArgumentError } from '../../errors.ts';
import { checkOptions, requireInteger } from '../../options.ts';
import { requireMomentum, setMomentum } from './cycleMomentum.ts';
import {
  type AnyOptimizer,
  LRScheduler,
  perGroup,
  type ResumeOptions,
  requireOptimizer,
  type ScheduledGroup,
} from './LRScheduler.ts';

export interface OneCycleLROptions extends ResumeOptions {
  /** How many steps there will be; or epochs and stepsPerEpoch. */
  readonly totalSteps?: number;
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  /** The share of the steps that goes up. Default: 0.3. */
  readonly pctStart?: number;
  /** Along half a cosine (default), or a straight line. */
  readonly annealStrategy?: 'cos' | 'linear';
  readonly cycleMomentum?: boolean;
  readonly baseMomentum?: number | readonly number[];
  readonly maxMomentum?: number | readonly number[];
  /** The first rate is maxLr / divFactor. Default: 25. */
  readonly divFactor?: number;
  /** The last rate is the first one / finalDivFactor. Default: 10,000. */
  readonly finalDivFactor?: number;
  /** Whether it first returns to the first rate, and then falls below. Default: false. */
  readonly threePhase?: boolean;
}

const known = [
  'totalSteps',
  'epochs',
  'stepsPerEpoch',
  'pctStart',
  'annealStrategy',
  'cycleMomentum',
  'baseMomentum',
  'maxMomentum',
  'divFactor',
  'finalDivFactor',
  'threePhase',
  'lastEpoch',
];

type Lr = 'initialLr' | 'maxLr' | 'minLr';
type Momentum = 'maxMomentum' | 'baseMomentum';

interface Phase {
  readonly endStep: number;
  readonly lr: readonly [from: Lr, to: Lr];
  readonly momentum: readonly [from: Momentum, to: Momentum];
}

/**
 * Once up to `maxLr` and down to almost nothing, momentum the other way round, in a number of steps that is known
 * before. Step it after every batch.
 *
 * Source: Smith & Topin, "Super-Convergence" (arXiv 1708.07120).
 */
export class OneCycleLR extends LRScheduler {
  private readonly totalSteps: number;
  private readonly phases: readonly Phase[];
  private readonly annealStrategy: 'cos' | 'linear';
  private readonly cycleMomentum: boolean;

  constructor(optimizer: AnyOptimizer, maxLr: number | readonly number[], options: OneCycleLROptions) {
    const name = 'OneCycleLR';
    checkOptions(name, options, known);
    const { pctStart = 0.3, annealStrategy = 'cos', cycleMomentum = true, lastEpoch = -1 } = options;
    const { baseMomentum = 0.85, maxMomentum = 0.95, divFactor = 25, finalDivFactor = 1e4 } = options;
    if (!(pctStart >= 0 && pctStart <= 1)) {
      throw new ArgumentError(name, `pctStart must be between 0 and 1, but is ${pctStart}`);
    }
    if (annealStrategy !== 'cos' && annealStrategy !== 'linear') {
      throw new ArgumentError(name, `annealStrategy must be 'cos' or 'linear', but is '${annealStrategy}'`);
    }
    const totalSteps = stepsOf(name, options);
    requireOptimizer(name, optimizer);
    if (cycleMomentum) requireMomentum(name, optimizer.defaults);
    super(name, optimizer, options);
    this.totalSteps = totalSteps;
    this.phases = phasesOf(totalSteps, pctStart, options.threePhase ?? false);
    this.annealStrategy = annealStrategy;
    this.cycleMomentum = cycleMomentum;
    const maxLrs = perGroup(name, 'maxLr', maxLr, this.groups);
    const baseMomentums = perGroup(name, 'baseMomentum', baseMomentum, this.groups);
    const maxMomentums = perGroup(name, 'maxMomentum', maxMomentum, this.groups);
    if (lastEpoch === -1) {
      this.groups.forEach((group, i) => {
        group.initialLr = maxLrs[i] / divFactor;
        group.maxLr = maxLrs[i];
        group.minLr = group.initialLr / finalDivFactor;
        this.baseLrs[i] = group.initialLr;
        if (!cycleMomentum) return;
        setMomentum(group, maxMomentums[i]);
        group.maxMomentum = maxMomentums[i];
        group.baseMomentum = baseMomentums[i];
      });
    }
    this.start();
  }

  /** @throws ArgumentError after the last step. */
  override step(): void {
    if (this.lastEpoch + 1 > this.totalSteps) {
      const rule = `step ${this.lastEpoch + 1} is beyond the ${this.totalSteps} that were planned. Give a larger totalSteps`;
      throw new ArgumentError('OneCycleLR', rule);
    }
    super.step();
  }

  protected nextLrs(): number[] {
    let startStep = 0;
    let phase = this.phases[0];
    for (const next of this.phases) {
      phase = next;
      if (this.lastEpoch <= phase.endStep) break;
      if (phase !== this.phases[this.phases.length - 1]) startStep = phase.endStep;
    }
    const done = (this.lastEpoch - startStep) / (phase.endStep - startStep);
    return this.groups.map((group) => {
      if (this.cycleMomentum) setMomentum(group, this.#between(group, phase.momentum, done));
      return this.#between(group, phase.lr, done);
    });
  }

  #between(group: ScheduledGroup, [from, to]: readonly [Lr | Momentum, Lr | Momentum], done: number): number {
    const start = group[from] ?? 0;
    const end = group[to] ?? 0;
    return this.annealStrategy === 'linear'
      ? (end - start) * done + start
      : end + ((start - end) / 2) * (Math.cos(Math.PI * done) + 1);
  }
}

function stepsOf(name: string, { totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  if (totalSteps !== undefined) {
    requireInteger(name, 'totalSteps', totalSteps, 1);
    return totalSteps;
  }
  if (epochs === undefined || stepsPerEpoch === undefined) {
    throw new ArgumentError(name, 'needs totalSteps, or both epochs and stepsPerEpoch');
  }
  requireInteger(name, 'epochs', epochs, 1);
  requireInteger(name, 'stepsPerEpoch', stepsPerEpoch, 1);
  return epochs * stepsPerEpoch;
}

/** Where each part of the way ends, and between which rates it leads. */
function phasesOf(totalSteps: number, pctStart: number, threePhase: boolean): Phase[] {
  const up: Phase = {
    endStep: pctStart * totalSteps - 1,
    lr: ['initialLr', 'maxLr'],
    momentum: ['maxMomentum', 'baseMomentum'],
  };
  const endStep = totalSteps - 1;
  return threePhase
    ? [
        up,
        {
          endStep: 2 * pctStart * totalSteps - 2,
          lr: ['maxLr', 'initialLr'],
          momentum: ['baseMomentum', 'maxMomentum'],
        },
        { endStep, lr: ['initialLr', 'minLr'], momentum: ['maxMomentum', 'maxMomentum'] },
      ]
    : [up, { endStep, lr: ['maxLr', 'minLr'], momentum: ['baseMomentum', 'maxMomentum'] }];
}
