import { ArgumentError, DataError } from '../../errors.ts';
import { Optimizer, type ParamGroup } from '../optimizer.ts';

/** Any optimizer: schedulers change the learning rates in its groups. */
export type AnyOptimizer = Optimizer;

/** A group as schedulers see it: the settings they may change, and where they keep their own. */
export type ScheduledGroup = ParamGroup & {
  momentum?: number;
  betas?: readonly [number, number];
  maxLr?: number;
  minLr?: number;
  maxMomentum?: number;
  baseMomentum?: number;
};

/** Where a schedule goes on: −1 is the beginning. */
export interface ResumeOptions {
  readonly lastEpoch?: number;
}

const notState = ['name', 'optimizer'];

/**
 * Changes the learning rates of an optimizer's groups, once at the start and then at every `step()`. Most schedules give
 * the next rate from the present one, as PyTorch's do, so that several can be chained and a rate changed by hand stays
 * changed.
 */
export abstract class LRScheduler {
  /** The class, for messages. */
  protected readonly name: string;
  readonly optimizer: AnyOptimizer;
  /** The learning rates that the schedule started from, one for each group. */
  baseLrs: number[];
  /** How many steps were made; the name is PyTorch's. */
  lastEpoch: number;
  protected stepCount = 0;
  protected lastLr: number[] = [];
  /** True during the step that the constructor makes. */
  protected isInitial = false;

  /** A subclass calls `start()` when it has its settings. @throws ArgumentError for anything but an optimizer. */
  constructor(name: string, optimizer: AnyOptimizer, { lastEpoch = -1 }: ResumeOptions) {
    requireOptimizer(name, optimizer);
    this.name = name;
    this.optimizer = optimizer;
    this.groups.forEach((group, i) => {
      if (lastEpoch === -1) {
        group.initialLr ??= group.lr;
      } else if (group.initialLr === undefined) {
        const fix = "load the optimizer's state first, or leave lastEpoch out";
        throw new ArgumentError(name, `to go on after lastEpoch ${lastEpoch}, group ${i} needs its initialLr: ${fix}`);
      }
    });
    this.baseLrs = this.groups.map(({ initialLr, lr }) => initialLr ?? lr);
    this.lastEpoch = lastEpoch;
  }

  /** The learning rates of the groups at `lastEpoch`. */
  protected abstract nextLrs(): number[];

  /** The same from the base rates alone, where there is a formula: for a schedule that begins late. */
  protected closedForm?(): number[];

  /** Makes one step: usually after every epoch, after the optimizer's steps. */
  step(): void {
    this.stepCount++;
    this.lastEpoch++;
    this.setLrs(this.nextLrs());
  }

  /** The learning rates that the last step set. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Everything that changes from step to step, and the settings: plain values, ready for JSON. */
  stateDict(): Record<string, unknown> {
    const plain = Object.entries(this).filter(([name, value]) => !notState.includes(name) && !holdsCode(value));
    return structuredClone(Object.fromEntries(plain));
  }

  /** Takes over what `stateDict` gave. (The learning rates themselves are the optimizer's state.) @throws DataError */
  loadStateDict(stateDict: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(stateDict)) {
      if (!Object.hasOwn(this, name) || notState.includes(name)) {
        throw new DataError(`${this.name}.loadStateDict: it has no "${name}". Is it another scheduler's state?`);
      }
    }
    Object.assign(this, structuredClone(stateDict));
  }

  /** The step that the constructor makes, which sets the first rates. */
  start(): void {
    this.stepCount = 0;
    this.isInitial = true;
    this.step();
    this.isInitial = false;
  }

  /** Takes back the step that the constructor made. */
  undo(): void {
    this.lastEpoch--;
  }

  /** Begins now, as if it had been at its first step all the time. */
  restart(): void {
    this.lastEpoch = 0;
    this.setLrs(this.closedForm?.() ?? this.nextLrs());
  }

  protected get groups(): readonly ScheduledGroup[] {
    return this.optimizer.paramGroups as readonly ScheduledGroup[];
  }

  protected setLrs(lrs: readonly number[]): void {
    if (lrs.length !== this.groups.length) {
      const added = `the optimizer has ${this.groups.length} groups now, and had ${lrs.length} when the scheduler was made`;
      throw new ArgumentError(this.name, `${added}. Add groups first`);
    }
    this.groups.forEach((group, i) => {
      group.lr = lrs[i];
    });
    this.lastLr = this.lrs();
  }

  /** The learning rates as they are now. */
  protected lrs(): number[] {
    return this.groups.map(({ lr }) => lr);
  }
}

/** @throws ArgumentError for anything but an optimizer. */
export function requireOptimizer(name: string, optimizer: unknown): void {
  if (!(optimizer instanceof Optimizer)) {
    throw new ArgumentError(name, 'the first argument must be an optimizer');
  }
}

function holdsCode(value: unknown): boolean {
  return typeof value === 'function' || (Array.isArray(value) && value.some(holdsCode)) || value instanceof LRScheduler;
}

/** A value for every group: the same for all, or one each. @throws ArgumentError for another number of values. */
export function perGroup<Value>(
  name: string,
  what: string,
  value: Value | readonly Value[],
  groups: readonly unknown[],
): Value[] {
  if (!Array.isArray(value)) return groups.map(() => value as Value);
  if (value.length !== groups.length) {
    throw new ArgumentError(name, `${what} has ${value.length} values, but the optimizer has ${groups.length} groups`);
  }
  return [...value];
}
