export { CIFAR10, type CIFAR10Options } from './cifar10/CIFAR10.ts';
export type { DataProgress, OnProgress } from './progress.ts';
