export { CIFAR10, type CIFAR10Options } from './cifar10/CIFAR10.ts';
export { FashionMNIST, MNIST, type MNISTLike, type MNISTOptions } from './mnist.ts';
export type { DataProgress, OnProgress } from './progress.ts';
