/** The types of arguments, options and results of functions, for programs that pass them on. */
export type { Pair } from '../../ops/window/geometry.ts';
export type { AdaptiveMaxPoolOptions, AdaptivePairLike, AdaptiveSize } from './adaptivePooling.ts';
export type { PairLike } from './arguments.ts';
export type { BatchNormOptions, InstanceNormOptions } from './batchNorm.ts';
export type { Operand } from './common.ts';
export type { Conv1dOptions, Conv2dOptions, ConvOptions } from './convolution.ts';
export type { GaussianNllOptions, PoissonNllOptions } from './densityLosses.ts';
export type { DropoutOptions } from './dropout.ts';
export type {
  BinaryCrossEntropyOptions,
  BinaryCrossEntropyWithLogitsOptions,
  KlDivOptions,
  LossOptions,
} from './elementLosses.ts';
export type { EmbeddingOptions } from './embedding.ts';
export type { FoldOptions } from './fold.ts';
export type { RandomOptions } from './inPlace.ts';
export type { RmsNormOptions } from './layerNorm.ts';
export type { CrossEntropyOptions, NllLossOptions } from './losses.ts';
export type { MarginOptions, TripletMarginOptions } from './marginLosses.ts';
export type { AffineOptions } from './normalized.ts';
export type { PadOptions } from './padding.ts';
export type { SingleLike } from './planes.ts';
export type { AvgPool2dOptions, AvgPoolOptions, MaxPoolOptions, PoolOptions, WithIndices } from './pooling.ts';
export type { RankOptions } from './ranking.ts';
export type { Dim, ReduceOptions } from './reduceAxes.ts';
export type { Reduction } from './reduction.ts';
export type { InterpolateOptions } from './resize.ts';
export type { NormalizeOptions, PairwiseDistanceOptions } from './similarity.ts';
export type { ConvTranspose1dOptions, ConvTranspose2dOptions, ConvTransposeOptions } from './transposedConvolution.ts';
export type { MaxUnpoolOptions } from './unpooling.ts';
