import { Adam, type AdamSettings } from './Adam.ts';
import type { Optimised } from './optimizer.ts';

/**
 * Adam whose weight decay does not go through the gradient: p is first shrunk by lr·weightDecay (default 0.01), so that
 * weights with large gradients decay as fast as the others.
 *
 * Source: Loshchilov & Hutter, "Decoupled Weight Decay Regularization" (arXiv 1711.05101).
 */
export class AdamW extends Adam {
  constructor(params: Optimised<AdamSettings>, options: Partial<Omit<AdamSettings, 'decoupledWeightDecay'>> = {}) {
    super(params, options, { name: 'AdamW', defaults: { weightDecay: 0.01, decoupledWeightDecay: true } });
  }
}
