/** What PyTorch has in `torch.optim.lr_scheduler`. */
export { ChainedScheduler } from './ChainedScheduler.ts';
export { ConstantLR } from './ConstantLR.ts';
export { CosineAnnealingLR } from './CosineAnnealingLR.ts';
export { CosineAnnealingWarmRestarts, type WarmRestartsOptions } from './CosineAnnealingWarmRestarts.ts';
export { CyclicLR, type CyclicLROptions } from './CyclicLR.ts';
export { ExponentialLR } from './ExponentialLR.ts';
export { type Factor, LambdaLR } from './LambdaLR.ts';
export { LinearLR, type LinearLROptions } from './LinearLR.ts';
export { type AnyOptimizer, LRScheduler, type ResumeOptions } from './LRScheduler.ts';
export { MultiplicativeLR } from './MultiplicativeLR.ts';
export { MultiStepLR } from './MultiStepLR.ts';
export { OneCycleLR, type OneCycleLROptions } from './OneCycleLR.ts';
export { PolynomialLR } from './PolynomialLR.ts';
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './ReduceLROnPlateau.ts';
export { SequentialLR } from './SequentialLR.ts';
export { StepLR } from './StepLR.ts';
