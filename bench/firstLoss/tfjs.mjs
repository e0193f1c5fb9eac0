// From the start of the process to the first loss: the tutorial's net, one step on 4 pictures, on the cpu backend (in
// Node, without tfjs-node, the only one that trains a convolution).
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const filters = { activation: 'relu', padding: 'valid' };
const net = tf.sequential({
  layers: [
    tf.layers.conv2d({ inputShape: [32, 32, 3], filters: 8, kernelSize: 5, ...filters }),
    tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
    tf.layers.conv2d({ filters: 16, kernelSize: 3, ...filters }),
    tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 10 }),
  ],
});
const images = tf.randomNormal([4, 32, 32, 3]);
const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 10);
const loss = tf.train
  .momentum(0.001, 0.9)
  .minimize(() => tf.losses.softmaxCrossEntropy(labels, net.apply(images)), true);
console.log(`loss ${loss.dataSync()[0]}`);
