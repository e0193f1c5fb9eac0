import { runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { adamaxStep } from '../kernels/optim/adam.ts';
import { firstMoment, infinityMoment } from '../kernels/optim/moments.ts';
import { filledLike, type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { type Betas, requireAtLeast, requireBetas } from './settings.ts';

export interface AdamaxSettings extends Settings {
  betas: Betas;
  eps: number;
  weightDecay: number;
  maximize: boolean;
}

/**
 * Adamax: Adam with the largest gradient so far, fading, in the place of the root mean square:
 * p ← p − lr·m̂ / u, with u ← max(beta₂·u, |g| + eps).
 *
 * Source: Kingma & Ba, "Adam: A Method for Stochastic Optimization" (arXiv 1412.6980), algorithm 2.
 */
export class Adamax extends Optimizer<AdamaxSettings> {
  constructor(params: Optimised<AdamaxSettings>, options: Partial<AdamaxSettings> = {}) {
    super('Adamax', params, options, { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false });
  }

  protected check({ lr, betas, eps, weightDecay }: AdamaxSettings): void {
    requireAtLeast('Adamax', 'lr', lr, 0);
    requireAtLeast('Adamax', 'eps', eps, 0);
    requireBetas('Adamax', betas);
    requireAtLeast('Adamax', 'weightDecay', weightDecay, 0);
  }

  protected initialState(param: NdArray): State {
    return { numbers: { step: 0 }, arrays: { exp_avg: filledLike(param), exp_inf: filledLike(param) } };
  }

  protected update({ param, grad, group, state: { numbers, arrays } }: Update<AdamaxSettings>): void {
    const { lr, betas, eps, weightDecay, maximize } = group;
    const sign = maximize ? -1 : 1;
    const step = ++numbers.step;
    const { exp_avg: mean, exp_inf: largest } = arrays;
    const averaging = [betas[0], 1 - betas[0], weightDecay, sign];
    runInto(firstMoment, [mean, param, grad], mean, { sizes: {}, scalars: averaging });
    const fading = [betas[1], eps, weightDecay, sign];
    runInto(infinityMoment, [largest, param, grad], largest, { sizes: {}, scalars: fading });
    const stepSize = lr / (1 - betas[0] ** step);
    runInto(adamaxStep, [param, mean, largest], param, { sizes: {}, scalars: [stepSize] });
  }
}
