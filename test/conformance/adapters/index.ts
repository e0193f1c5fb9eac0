import type { Adapter, ConformanceCase } from '../case.ts';
import { activationAdapters } from './activations.ts';
import { convolutionAdapters } from './convolution.ts';
import { indexingAdapters } from './indexing.ts';
import { linalgAdapters } from './linalg.ts';
import { lossAdapters } from './losses.ts';
import { moveAdapters } from './move.ts';
import { networkAdapters } from './networks.ts';
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
  ...optimAdapters,
  ...pointwiseAdapters,
  ...reduceAdapters,
};

/** Why a case is not run, decided before running: an operation, or one of its parameters, that is not supported. */
export function unsupportedReason({ op }: ConformanceCase): string | undefined {
  return op in adapters ? undefined : `no operation ${op}`;
}
