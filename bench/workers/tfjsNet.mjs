// The tutorial's net as TensorFlow.js has it, in Node and in a page. It keeps channels last, as its own layers do: the
// numbers are ours.
import * as tf from '@tensorflow/tfjs';
import { labels, netParameters, seeds, weights } from './numbers.ts';

const channelsLast = [0, 2, 3, 1];
export const channelsFirst = [0, 3, 1, 2];
const filterOrder = [2, 3, 1, 0]; // [out, in, height, width] → [height, width, in, out]

export const kept = (compute) => tf.tidy(() => compute()); // what a tidy gives stays; everything else in it is freed
export const imagesOf = (seed, shape, fanIn = 1) =>
  kept(() => tf.tensor(weights(seed, shape, fanIn), shape).transpose(channelsLast));
export const filterOf = (seed, shape, fanIn) =>
  kept(() => tf.tensor(weights(seed, shape, fanIn), shape).transpose(filterOrder));
export const plain = (seed, shape, fanIn = 1) => tf.tensor(weights(seed, shape, fanIn), shape);

/** The net's parameters, in the layouts that tfjs wants. */
export function parametersOf() {
  return netParameters.map(({ shape, fanIn }, i) => parameter(i, shape, fanIn));
}

export function parameter(i, shape, fanIn) {
  return (shape.length === 4 ? filterOf : plain)(seeds.net + i, shape, fanIn);
}

export function net([conv1, bias1, conv2, bias2, fc1, bias3, fc2, bias4], images) {
  const stage = (x, filter, bias) => tf.maxPool(tf.relu(tf.conv2d(x, filter, 1, 'valid').add(bias)), 2, 2, 'valid');
  const x = stage(stage(images, conv1, bias1), conv2, bias2);
  const flat = x.transpose(channelsFirst).reshape([x.shape[0], -1]);
  const hidden = tf.relu(tf.matMul(flat, fc1, false, true).add(bias3));
  return tf.matMul(hidden, fc2, false, true).add(bias4);
}

/** The labels of a batch, as its loss wants them. */
export function targetOf(batch, classes = 10) {
  return kept(() => tf.oneHot(tf.tensor1d(labels(batch), 'int32'), classes));
}
