import { run, runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { descend } from '../kernels/optim/descend.ts';
import { centeredMoment, rmspropDirection } from '../kernels/optim/directions.ts';
import { firstMoment, secondMoment } from '../kernels/optim/moments.ts';
import { likeInput } from '../ops/form.ts';
import { filledLike, type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { requireAtLeast } from './settings.ts';

export interface RMSpropSettings extends Settings {
  /** How much of the average squared gradient remains at each step. */
  alpha: number;
  eps: number;
  weightDecay: number;
  momentum: number;
  /** Divides by the gradient's standard deviation instead of its root mean square. */
  centered: boolean;
  maximize: boolean;
}

/**
 * RMSprop: every weight steps by its gradient, divided by the root of its average squared gradient:
 * p ← p − lr·g / (√v + eps), with v ← alpha·v + (1 − alpha)·g².
 *
 * Source: Tieleman & Hinton, lecture 6e of "Neural Networks for Machine Learning" (2012); centered: Graves,
 * "Generating Sequences With Recurrent Neural Networks" (arXiv 1308.0850).
 */
export class RMSprop extends Optimizer<RMSpropSettings> {
  constructor(params: Optimised<RMSpropSettings>, options: Partial<RMSpropSettings> = {}) {
    super('RMSprop', params, options, {
      lr: 1e-2,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
    });
  }

  protected check({ lr, alpha, eps, weightDecay, momentum }: RMSpropSettings): void {
    for (const [name, value] of Object.entries({ lr, alpha, eps, weightDecay, momentum })) {
      requireAtLeast('RMSprop', name, value, 0);
    }
  }

  protected initialState(param: NdArray): State {
    return { numbers: { step: 0 }, arrays: { square_avg: filledLike(param) } };
  }

  protected update({ param, grad, group, state: { numbers, arrays } }: Update<RMSpropSettings>): void {
    const { lr, alpha, eps, weightDecay, momentum, centered, maximize } = group;
    const sign = maximize ? -1 : 1;
    numbers.step++;
    const { square_avg: squares } = arrays;
    const average = { sizes: {}, scalars: [alpha, 1 - alpha, weightDecay, sign] };
    runInto(secondMoment, [squares, param, grad], squares, average);
    const spread = centered ? this.#variance({ param, grad, arrays }, average) : squares;
    const scalars = [momentum, eps, weightDecay, sign];
    if (momentum > 0) {
      const buffer = arrays.momentum_buffer ?? filledLike(param);
      arrays.momentum_buffer = buffer;
      runInto(rmspropDirection, [buffer, param, grad, spread], buffer, { sizes: {}, scalars });
      runInto(descend, [param, buffer], param, { sizes: {}, scalars: [lr, 1] });
    } else {
      // Without momentum there is no buffer to read: its factor is 0.
      const direction = run(rmspropDirection, [grad, param, grad, spread], likeInput(param, scalars));
      runInto(descend, [param, direction], param, { sizes: {}, scalars: [lr, 1] });
      direction.storage.release();
    }
    if (spread !== squares) spread.storage.release();
  }

  /** The average square less the square of the average, which is updated first. */
  #variance(
    { param, grad, arrays }: Pick<Update<RMSpropSettings>, 'param' | 'grad'> & Pick<State, 'arrays'>,
    average: { sizes: object; scalars: number[] },
  ): NdArray {
    const mean = arrays.grad_avg ?? filledLike(param);
    arrays.grad_avg = mean;
    runInto(firstMoment, [mean, param, grad], mean, average);
    return run(centeredMoment, [arrays.square_avg, mean], likeInput(param));
  }
}
