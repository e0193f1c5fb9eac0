import type { Adapter, ConformanceCase } from '../case.ts';
import { activationAdapters } from './activations.ts';
import { convolutionAdapters } from './convolution.ts';
import { indexingAdapters } from './indexing.ts';
import { linalgAdapters } from './linalg.ts';
import { lossAdapters } from './losses.ts';
import { moveAdapters } from './move.ts';
import { networkAdapters } from './networks.ts';
import { normalizationAdapters } from './normalization.ts';
import { optimAdapters } from './optim.ts';
import { pointwiseAdapters } from './pointwise.ts';
import { reduceAdapters } from './reduce.ts';

/** How each PyTorch operation is called here. */
export const adapters: Readonly<Record<string, Adapter>> = {
  ...activationAdapters,
  ...convolutionAdapters,
  ...indexingAdapters,
  ...linalgAdapters,
  ...lossAdapters,
  ...moveAdapters,
  ...networkAdapters,
  ...normalizationAdapters,
  ...optimAdapters,
  ...pointwiseAdapters,
  ...reduceAdapters,
};

/**
 * Gradients of which the file says something else than PyTorch does, by operation: the input, and what differs.
 * PyTorch 2.13 gives −trunc(a / b) and −⌊a / b⌋ by the divisor, as the definitions do and as we do; the file has 0.
 */
const disputedGradients: Readonly<Record<string, string>> = { fmod: 'other', remainder: 'other' };

/** Parameters that are not supported, by operation; a case that sets one is not run. */
const unsupportedParameters: Readonly<Record<string, readonly string[]>> = {
  embedding: ['max_norm', 'scale_grad_by_freq'],
};

/** Why a case is not run, decided before running: an operation, or one of its parameters, that is not supported. */
export function unsupportedReason({ op, attrs, grads }: ConformanceCase): string | undefined {
  if (!Object.hasOwn(adapters, op)) return `no operation ${op}`;
  const parameter = unsupportedParameters[op]?.find((name) => attrs[name]);
  if (parameter !== undefined) return `${op} has no ${parameter}`;
  const disputed = disputedGradients[op];
  if (disputed !== undefined && grads.some(({ name }) => name === disputed)) {
    return `the gradient of ${op} by ${disputed} is 0 in the file, but not in PyTorch`;
  }
  return undefined;
}
