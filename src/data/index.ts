export { type DrawnOptions, drawnCifar10 } from './cifar10/drawnCifar10.ts';
export { cifar10Classes, cifar10FromRecords } from './cifar10/format.ts';
export type { Collated } from './collate.ts';
export { DataLoader, type EpochEnd, type EpochHook, type LoaderState } from './DataLoader.ts';
export { type Dataset, randomSplit, SampleError, Subset } from './dataset.ts';
export { type HostArray, hostArray, type OnHost } from './hostArray.ts';
export { LabelledImages, type LabelledImagesData } from './LabelledImages.ts';
export type { LoaderOptions } from './loaderOptions.ts';
export type { ModuleExport } from './moduleExport.ts';
export {
  type BatchOrder,
  BatchSampler,
  RandomSampler,
  type RandomSamplerOptions,
  type Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from './samplers.ts';
export { TensorDataset } from './TensorDataset.ts';
