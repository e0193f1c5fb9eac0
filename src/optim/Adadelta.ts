import { run, runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { ArgumentError } from '../errors.ts';
import { descend } from '../kernels/optim/descend.ts';
import { adadeltaDirection } from '../kernels/optim/directions.ts';
import { secondMoment } from '../kernels/optim/moments.ts';
import { likeInput } from '../ops/form.ts';
import { filledLike, type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { requireAtLeast } from './settings.ts';

export interface AdadeltaSettings extends Settings {
  /** How much of the averages remains at each step. */
  rho: number;
  eps: number;
  weightDecay: number;
  maximize: boolean;
}

/**
 * Adadelta: every weight steps by its gradient, scaled with the root mean square of its last steps over that of its last
 * gradients, so that a step has the weight's own unit and no learning rate is needed (lr is 1).
 *
 * Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (arXiv 1212.5701), algorithm 1.
 */
export class Adadelta extends Optimizer<AdadeltaSettings> {
  constructor(params: Optimised<AdadeltaSettings>, options: Partial<AdadeltaSettings> = {}) {
    super('Adadelta', params, options, { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false });
  }

  protected check({ lr, rho, eps, weightDecay }: AdadeltaSettings): void {
    for (const [name, value] of Object.entries({ lr, rho, eps, weightDecay })) {
      requireAtLeast('Adadelta', name, value, 0);
    }
    if (rho > 1) {
      throw new ArgumentError('Adadelta', `rho must be at most 1, but is ${rho}`);
    }
  }

  protected initialState(param: NdArray): State {
    return { numbers: { step: 0 }, arrays: { square_avg: filledLike(param), acc_delta: filledLike(param) } };
  }

  protected update({ param, grad, group, state: { numbers, arrays } }: Update<AdadeltaSettings>): void {
    const { lr, rho, eps, weightDecay, maximize } = group;
    const sign = maximize ? -1 : 1;
    numbers.step++;
    const { square_avg: squares, acc_delta: steps } = arrays;
    runInto(secondMoment, [squares, param, grad], squares, { sizes: {}, scalars: [rho, 1 - rho, weightDecay, sign] });
    const request = likeInput(param, [eps, weightDecay, sign]);
    const direction = run(adadeltaDirection, [param, grad, squares, steps], request);
    runInto(secondMoment, [steps, param, direction], steps, { sizes: {}, scalars: [rho, 1 - rho, 0, 1] });
    runInto(descend, [param, direction], param, { sizes: {}, scalars: [lr, 1] });
    direction.storage.release();
  }
}
