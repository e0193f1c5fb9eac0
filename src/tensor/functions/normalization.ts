/** The norms: what they have in common is `ops/norm/normalize.ts`. */
export { type BatchNormOptions, batchNorm, type InstanceNormOptions, instanceNorm } from './batchNorm.ts';
export { groupNorm, layerNorm, type RmsNormOptions, rmsNorm } from './layerNorm.ts';
export type { AffineOptions } from './normalized.ts';
