import { F } from 'stridegrad';
import type { Adapter } from '../case.ts';

export const normalizationAdapters: Readonly<Record<string, Adapter>> = {
  batch_norm: ({ named: { input, weight, bias, running_mean: mean, running_var: variance } }, attrs) => {
    const output = F.batchNorm(input, mean, variance, {
      weight,
      bias,
      training: attrs.training as boolean,
      momentum: attrs.momentum as number,
      eps: attrs.eps as number,
    });
    return mean === undefined ? [output] : [output, mean.detach(), variance.detach()];
  },
  embedding: ({ named: { input, weight } }, { padding_idx: paddingIdx }) => [
    F.embedding(input, weight, { paddingIdx: (paddingIdx as number | null) ?? undefined }),
  ],
  group_norm: ({ named: { input, weight, bias } }, { num_groups: numGroups, eps }) => [
    F.groupNorm(input, numGroups as number, { weight, bias, eps: eps as number }),
  ],
  instance_norm: ({ named: { input, weight, bias, running_mean: runningMean, running_var: runningVar } }, attrs) => [
    F.instanceNorm(input, {
      weight,
      bias,
      runningMean,
      runningVar,
      useInputStats: (attrs.use_input_stats as boolean | undefined) ?? true,
      momentum: (attrs.momentum as number | undefined) ?? 0.1,
      eps: attrs.eps as number,
    }),
  ],
  layer_norm: ({ named: { input, weight, bias } }, { normalized_shape: normalizedShape, eps }) => [
    F.layerNorm(input, normalizedShape as number[], { weight, bias, eps: eps as number }),
  ],
};
