import { runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { adamStep } from '../kernels/optim/adam.ts';
import { descend } from '../kernels/optim/descend.ts';
import { updateMoments } from './Adam.ts';
import { filledLike, type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { type Betas, requireAtLeast, requireBetas } from './settings.ts';

export interface RAdamSettings extends Settings {
  betas: Betas;
  eps: number;
  weightDecay: number;
  decoupledWeightDecay: boolean;
  maximize: boolean;
}

/**
 * RAdam: Adam that leaves out the division while too few gradients were seen to know their variance, and afterwards
 * weakens the step by how uncertain the variance still is.
 *
 * Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (arXiv 1908.03265), algorithm 2.
 */
export class RAdam extends Optimizer<RAdamSettings> {
  constructor(params: Optimised<RAdamSettings>, options: Partial<RAdamSettings> = {}) {
    super('RAdam', params, options, {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      decoupledWeightDecay: false,
      maximize: false,
    });
  }

  protected check({ lr, betas, eps, weightDecay }: RAdamSettings): void {
    requireBetas('RAdam', betas);
    for (const [name, value] of Object.entries({ lr, eps, weightDecay })) {
      requireAtLeast('RAdam', name, value, 0);
    }
  }

  protected initialState(param: NdArray): State {
    return { numbers: { step: 0 }, arrays: { exp_avg: filledLike(param), exp_avg_sq: filledLike(param) } };
  }

  protected update({ param, grad, group, state: { numbers, arrays } }: Update<RAdamSettings>): void {
    const { lr, betas, eps, weightDecay, decoupledWeightDecay } = group;
    const step = ++numbers.step;
    updateMoments(param, grad, arrays, { ...group, weightDecay: decoupledWeightDecay ? 0 : weightDecay });
    const keep = decoupledWeightDecay ? 1 - lr * weightDecay : 1;
    const stepSize = lr / (1 - betas[0] ** step);
    const forgotten = 1 - betas[1] ** step;
    // ρ: how many gradients the running average is worth, in the end and now.
    const finalLength = 2 / (1 - betas[1]) - 1;
    const length = finalLength - (2 * step * betas[1] ** step) / forgotten;
    if (length <= 5) {
      runInto(descend, [param, arrays.exp_avg], param, { sizes: {}, scalars: [stepSize, keep] });
      return;
    }
    const certainty = Math.sqrt(
      ((length - 4) * (length - 2) * finalLength) / ((finalLength - 4) * (finalLength - 2) * length),
    );
    const scalars = [stepSize * certainty * Math.sqrt(forgotten), 1, eps, keep];
    runInto(adamStep, [param, arrays.exp_avg, arrays.exp_avg_sq], param, { sizes: {}, scalars });
  }
}
