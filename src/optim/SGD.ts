import { run, runInto } from '../backends/run.ts';
import { ArgumentError } from '../errors.ts';
import { sgdMomentum, sgdStep } from '../kernels/optim/sgd.ts';
import { likeInput } from '../ops/form.ts';
import { type Optimised, Optimizer, type Settings, type State, type Update } from './optimizer.ts';
import { requireAtLeast } from './settings.ts';

export interface SGDSettings extends Settings {
  /** How much of the last step's direction is kept. */
  momentum: number;
  /** How much the gradient is weakened on its way into the momentum. */
  dampening: number;
  /** Adds weightDecay·param to the gradient: a pull towards 0. */
  weightDecay: number;
  /** Looks one momentum step ahead. Needs momentum, and no dampening. */
  nesterov: boolean;
  /** Climbs instead of descending. */
  maximize: boolean;
}

/**
 * Stochastic gradient descent: p ← p − lr·b, where b ← momentum·b + (1 − dampening)·g and g is the gradient with weight
 * decay. The first b is g itself, undampened.
 *
 * Source: Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013), as PyTorch
 * computes it.
 */
export class SGD extends Optimizer<SGDSettings> {
  constructor(params: Optimised<SGDSettings>, options: Partial<SGDSettings> = {}) {
    super('SGD', params, options, {
      lr: 1e-3,
      momentum: 0,
      dampening: 0,
      weightDecay: 0,
      nesterov: false,
      maximize: false,
    });
  }

  protected check({ lr, momentum, weightDecay, dampening, nesterov }: SGDSettings): void {
    requireAtLeast('SGD', 'lr', lr, 0);
    requireAtLeast('SGD', 'momentum', momentum, 0);
    requireAtLeast('SGD', 'weightDecay', weightDecay, 0);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      const given = `momentum is ${momentum} and dampening ${dampening}`;
      throw new ArgumentError('SGD', `nesterov needs a positive momentum and no dampening, but ${given}`);
    }
  }

  protected initialState(): State {
    return { numbers: {}, arrays: {} };
  }

  protected update({ param, grad, group, state: { arrays } }: Update<SGDSettings>): void {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = group;
    const sign = maximize ? -1 : 1;
    if (momentum === 0) {
      // Without momentum there is no buffer to read: its factor is 0.
      runInto(sgdStep, [param, grad, grad], param, { sizes: {}, scalars: [lr, 1, 0, weightDecay, sign] });
      return;
    }
    const { momentum_buffer: buffer } = arrays;
    if (buffer === undefined) {
      arrays.momentum_buffer = run(sgdMomentum, [grad, param, grad], likeInput(param, [0, 0, weightDecay, sign]));
    } else {
      const scalars = [momentum, dampening, weightDecay, sign];
      runInto(sgdMomentum, [buffer, param, grad], buffer, { sizes: {}, scalars });
    }
    const scalars = nesterov ? [lr, 1, momentum, weightDecay, sign] : [lr, 0, 1, weightDecay, sign];
    runInto(sgdStep, [param, grad, arrays.momentum_buffer], param, { sizes: {}, scalars });
  }
}
