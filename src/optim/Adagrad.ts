import { run, runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { descend } from '../kernels/optim/descend.ts';
import { adagradDirection } from '../kernels/optim/directions.ts';
import { secondMoment } from '../kernels/optim/moments.ts';
import { likeInput } from '../ops/form.ts';
import { filledLike, type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { requireAtLeast } from './settings.ts';

export interface AdagradSettings extends Settings {
  /** The learning rate at step t is lr / (1 + (t − 1)·lrDecay). */
  lrDecay: number;
  weightDecay: number;
  /** Where the sum of squares starts. */
  initialAccumulatorValue: number;
  eps: number;
  maximize: boolean;
}

/**
 * Adagrad: every weight steps by its gradient, divided by the root of all its squared gradients so far. Rare features
 * keep large steps.
 *
 * Source: Duchi, Hazan & Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization" (2011).
 */
export class Adagrad extends Optimizer<AdagradSettings> {
  constructor(params: Optimised<AdagradSettings>, options: Partial<AdagradSettings> = {}) {
    super('Adagrad', params, options, {
      lr: 1e-2,
      lrDecay: 0,
      weightDecay: 0,
      initialAccumulatorValue: 0,
      eps: 1e-10,
      maximize: false,
    });
  }

  protected check({ lr, lrDecay, weightDecay, initialAccumulatorValue, eps }: AdagradSettings): void {
    for (const [name, value] of Object.entries({ lr, lrDecay, weightDecay, initialAccumulatorValue, eps })) {
      requireAtLeast('Adagrad', name, value, 0);
    }
  }

  protected initialState(param: NdArray): State {
    const { initialAccumulatorValue } = this.defaults;
    return { numbers: { step: 0 }, arrays: { sum: filledLike(param, initialAccumulatorValue) } };
  }

  protected update({ param, grad, group, state: { numbers, arrays } }: Update<AdagradSettings>): void {
    const { lr, lrDecay, weightDecay, eps, maximize } = group;
    const sign = maximize ? -1 : 1;
    const rate = lr / (1 + numbers.step * lrDecay);
    numbers.step++;
    const { sum } = arrays;
    // A sum is an average that keeps all of the old and takes in all of the new.
    runInto(secondMoment, [sum, param, grad], sum, { sizes: {}, scalars: [1, 1, weightDecay, sign] });
    const direction = run(adagradDirection, [param, grad, sum], likeInput(param, [eps, weightDecay, sign]));
    runInto(descend, [param, direction], param, { sizes: {}, scalars: [rate, 1] });
    direction.storage.release();
  }
}
