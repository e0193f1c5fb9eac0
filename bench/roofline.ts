import { elements, netParameters } from './workers/numbers.ts';

const parameters = netParameters.reduce((sum, { shape }) => sum + elements(shape), 0);
const firstLayer = elements(netParameters[0].shape) + elements(netParameters[1].shape);

/** Numbers an image has after each layer: pictures, both pooled feature maps, the hidden layer, the logits. */
const [picture, pooled1, pooled2, hidden, logits] = [3 * 32 * 32, 8 * 14 * 14, 16 * 6 * 6, 128, 10];

/** Of every pooled number, which of its window won: a byte. */
const winners = pooled1 + pooled2;

const bytesPerNumber = 4;

/**
 * Bytes that a training step of the tutorial's net must move at least, if ReLU and pooling happen while the
 * convolution's output is still in registers, and nothing is read twice within a layer's pass:
 *
 *   parameters       read in forward, read in backward (but not the first layer's: nobody asks for the gradient of the
 *                    pictures), their gradients written; the optimizer reads parameter, gradient and momentum and
 *                    writes two of them
 *   pictures         read in forward and for the first layer's gradient
 *   activations      written, read by the next layer, read for its gradient; the winners written and read
 *   gradients        of each activation, written and read
 */
export function bytesMoved(batch: number): number {
  const ofParameters = parameters + (parameters - firstLayer) + parameters + 5 * parameters;
  const ofAnImage =
    2 * picture + 3 * (pooled1 + pooled2 + hidden) + 2 * logits + 2 * (pooled1 + pooled2 + hidden + logits);
  return bytesPerNumber * (ofParameters + batch * ofAnImage) + batch * 2 * winners;
}

/** Bytes that are in play during such a step, each counted once: it decides in which cache they live. */
export function workingSet(batch: number): number {
  const ofAnImage = picture + 2 * (pooled1 + pooled2 + hidden + logits);
  return bytesPerNumber * (3 * parameters + batch * ofAnImage) + batch * winners;
}
