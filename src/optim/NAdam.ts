import { run, runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { nadamStep } from '../kernels/optim/adam.ts';
import { decayedGradient } from '../kernels/optim/directions.ts';
import { likeInput } from '../ops/form.ts';
import { updateMoments } from './Adam.ts';
import { filledLike, type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { type Betas, requireAtLeast, requireBetas } from './settings.ts';

export interface NAdamSettings extends Settings {
  betas: Betas;
  eps: number;
  weightDecay: number;
  /** How quickly the momentum grows to its full size: μₜ = beta₁·(1 − 0.96^(t·momentumDecay) / 2). */
  momentumDecay: number;
  decoupledWeightDecay: boolean;
  maximize: boolean;
}

/**
 * NAdam: Adam that looks one step of its momentum ahead.
 *
 * Source: Dozat, "Incorporating Nesterov Momentum into Adam" (2016).
 */
export class NAdam extends Optimizer<NAdamSettings> {
  constructor(params: Optimised<NAdamSettings>, options: Partial<NAdamSettings> = {}) {
    super('NAdam', params, options, {
      lr: 2e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      momentumDecay: 4e-3,
      decoupledWeightDecay: false,
      maximize: false,
    });
  }

  protected check({ lr, betas, eps, weightDecay, momentumDecay }: NAdamSettings): void {
    requireBetas('NAdam', betas);
    for (const [name, value] of Object.entries({ lr, eps, weightDecay, momentumDecay })) {
      requireAtLeast('NAdam', name, value, 0);
    }
  }

  protected initialState(param: NdArray): State {
    const arrays = { exp_avg: filledLike(param), exp_avg_sq: filledLike(param) };
    return { numbers: { step: 0, mu_product: 1 }, arrays };
  }

  protected update({ param, grad, group, state: { numbers, arrays } }: Update<NAdamSettings>): void {
    const { lr, betas, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize } = group;
    const coupledDecay = decoupledWeightDecay ? 0 : weightDecay;
    const step = ++numbers.step;
    const momentumAt = (t: number) => betas[0] * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    const now = momentumAt(step);
    const next = momentumAt(step + 1);
    numbers.mu_product *= now;
    updateMoments(param, grad, arrays, { betas, weightDecay: coupledDecay, maximize });
    // The square root of v's correction 1 − beta₂ᵗ goes above the line and into eps, rather than under every v.
    const correction = Math.sqrt(1 - betas[1] ** step);
    const scalars = [
      (correction * lr * (1 - now)) / (1 - numbers.mu_product),
      (correction * lr * next) / (1 - numbers.mu_product * next),
      correction * eps,
      decoupledWeightDecay ? 1 - lr * weightDecay : 1,
    ];
    const gradient = run(decayedGradient, [param, grad], likeInput(param, [coupledDecay, maximize ? -1 : 1]));
    runInto(nadamStep, [param, gradient, arrays.exp_avg, arrays.exp_avg_sq], param, { sizes: {}, scalars });
    gradient.storage.release();
  }
}
