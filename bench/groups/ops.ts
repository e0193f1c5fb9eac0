import { groupOf } from './group.ts';

const features = [64, 8, 28, 28]; // what conv1 gives for 64 pictures

/** What is done between the products, in the sizes of the tutorial's net at batch 64. */
export const ops = groupOf('ops', 'operations', [
  { name: 'relu, forward', work: { kind: 'relu', shape: features, pass: 'forward' } },
  { name: 'relu, backward', work: { kind: 'relu', shape: features, pass: 'gradInput' } },
  { name: 'maxPool2d, forward', work: { kind: 'maxPool2d', shape: features, pass: 'forward' } },
  { name: 'maxPool2d, backward', work: { kind: 'maxPool2d', shape: features, pass: 'gradInput' } },
  { name: 'crossEntropy, forward', work: { kind: 'crossEntropy', batch: 64, classes: 10, pass: 'forward' } },
  { name: 'crossEntropy, backward', work: { kind: 'crossEntropy', batch: 64, classes: 10, pass: 'gradInput' } },
  { name: 'SGD step', work: { kind: 'sgd' } },
]);
