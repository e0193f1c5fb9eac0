import { runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { adamStep } from '../kernels/optim/adam.ts';
import { firstMoment, largestMoment, secondMoment } from '../kernels/optim/moments.ts';
import { filledLike, type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { type Betas, requireAtLeast, requireBetas } from './settings.ts';

export interface AdamSettings extends Settings {
  betas: Betas;
  /** Added to the divisor, against a division by 0. */
  eps: number;
  weightDecay: number;
  /** Divides by the largest second moment so far instead of the present one. */
  amsgrad: boolean;
  maximize: boolean;
  /** Shrinks the weights themselves by lr·weightDecay, instead of adding the decay to the gradient. */
  decoupledWeightDecay: boolean;
}

interface AdamVariant {
  readonly name?: string;
  readonly defaults?: Partial<AdamSettings>;
}

/**
 * Adam: every weight steps by its average gradient m, divided by the root of its average squared gradient v:
 * p ← p − lr·m̂ / (√v̂ + eps). Both averages start at 0; dividing by 1 − betaᵗ takes that start out again.
 *
 * Source: Kingma & Ba, "Adam: A Method for Stochastic Optimization" (arXiv 1412.6980), algorithm 1; AMSGrad: Reddi et
 * al., "On the Convergence of Adam and Beyond" (arXiv 1904.09237).
 */
export class Adam extends Optimizer<AdamSettings> {
  /** A subclass gives its own name and defaults as `variant`. */
  constructor(params: Optimised<AdamSettings>, options: Partial<AdamSettings> = {}, variant: AdamVariant = {}) {
    super(variant.name ?? 'Adam', params, options, {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      amsgrad: false,
      maximize: false,
      decoupledWeightDecay: false,
      ...variant.defaults,
    });
  }

  protected check({ lr, betas, eps, weightDecay }: AdamSettings): void {
    requireAtLeast(this.name, 'lr', lr, 0);
    requireAtLeast(this.name, 'eps', eps, 0);
    requireBetas(this.name, betas);
    requireAtLeast(this.name, 'weightDecay', weightDecay, 0);
  }

  protected initialState(param: NdArray): State {
    return { numbers: { step: 0 }, arrays: { exp_avg: filledLike(param), exp_avg_sq: filledLike(param) } };
  }

  protected update({ param, grad, group, state: { numbers, arrays } }: Update<AdamSettings>): void {
    const { lr, betas, eps, weightDecay, amsgrad, decoupledWeightDecay } = group;
    const step = ++numbers.step;
    updateMoments(param, grad, arrays, { ...group, weightDecay: decoupledWeightDecay ? 0 : weightDecay });
    let divisor = arrays.exp_avg_sq;
    if (amsgrad) {
      const largest = arrays.max_exp_avg_sq ?? filledLike(param);
      arrays.max_exp_avg_sq = largest;
      runInto(largestMoment, [largest, divisor], largest, { sizes: {} });
      divisor = largest;
    }
    const stepSize = lr / (1 - betas[0] ** step);
    const correction = Math.sqrt(1 - betas[1] ** step);
    const keep = decoupledWeightDecay ? 1 - lr * weightDecay : 1;
    const scalars = [stepSize, correction, eps, keep];
    runInto(adamStep, [param, arrays.exp_avg, divisor], param, { sizes: {}, scalars });
  }
}

/** Takes the gradient into its two running averages. */
export function updateMoments(
  param: NdArray,
  grad: NdArray,
  { exp_avg: first, exp_avg_sq: second }: State['arrays'],
  { betas, weightDecay, maximize }: { betas: Betas; weightDecay: number; maximize: boolean },
): void {
  const sign = maximize ? -1 : 1;
  const scalars = (beta: number) => [beta, 1 - beta, weightDecay, sign];
  runInto(firstMoment, [first, param, grad], first, { sizes: {}, scalars: scalars(betas[0]) });
  runInto(secondMoment, [second, param, grad], second, { sizes: {}, scalars: scalars(betas[1]) });
}
