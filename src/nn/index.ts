/** Layers, nets and losses: PyTorch's `torch.nn`. Public as `nn`. */
export * from './activations.ts';
export { type ClipGradNormOptions, clipGradNorm, clipGradValue } from './clip.ts';
export { Conv1d, Conv2d, type ConvLayerOptions, ConvTranspose2d, type ConvTranspose2dOptions } from './convolutions.ts';
export * as init from './init.ts';
export { Linear } from './Linear.ts';
export * from './losses.ts';
export { Module } from './Module.ts';
export { ModuleDict } from './ModuleDict.ts';
export { ModuleList } from './ModuleList.ts';
export { Parameter } from './Parameter.ts';
export { MaxPool2d } from './pooling.ts';
export { Flatten, Identity, Unflatten } from './reshaping.ts';
export { Sequential } from './Sequential.ts';
export type { StateDict } from './stateDict.ts';
export { type Summary, type SummaryRow, summary } from './summary.ts';
