/** A part of forward and backward: the output, the gradient of the data, that of the weights, or all of them. */
export type Pass = 'forward' | 'gradInput' | 'gradWeight' | 'both';

/**
 * What is timed, in words that every worker understands, whatever its language. The numbers come from
 * `workers/numbers.ts` and its twin in `workers/common.py`, so that all contestants compute the same thing.
 */
export type Work =
  /** zeroGrad, forward, loss, backward, and a step of SGD with momentum 0.9, of the tutorial's net. */
  | { readonly kind: 'train'; readonly batch: number }
  /** The tutorial's net without gradients; its output is read. */
  | { readonly kind: 'forward'; readonly batch: number }
  /** [rows, inner] × [inner, columns]. */
  | { readonly kind: 'matmul'; readonly rows: number; readonly inner: number; readonly columns: number }
  /** A dense layer without a bias: input [batch, inputs], weight [outputs, inputs]. */
  | {
      readonly kind: 'linear';
      readonly batch: number;
      readonly inputs: number;
      readonly outputs: number;
      readonly pass: Pass;
    }
  /** A square convolution with a bias: input [images, inChannels, size, size]. */
  | ({ readonly kind: 'conv2d'; readonly pass: Pass } & Convolution)
  | { readonly kind: 'relu'; readonly shape: readonly number[]; readonly pass: Pass }
  /** Windows of 2×2 side by side. */
  | { readonly kind: 'maxPool2d'; readonly shape: readonly number[]; readonly pass: Pass }
  /** The mean over logits [batch, classes]. */
  | { readonly kind: 'crossEntropy'; readonly batch: number; readonly classes: number; readonly pass: Pass }
  /** A step of SGD with momentum 0.9 over the parameters of the tutorial's net. */
  | { readonly kind: 'sgd' };

/** The sizes of a convolution. */
export interface Convolution {
  readonly images: number;
  readonly inChannels: number;
  readonly size: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** The convolutions of the tutorial's net. */
export const conv1 = { inChannels: 3, size: 32, outChannels: 8, kernel: 5, stride: 1, padding: 0 };
export const conv2 = { inChannels: 8, size: 14, outChannels: 16, kernel: 3, stride: 1, padding: 0 };

/**
 * Floating-point operations of the products in it, an addition and a multiplication for each; undefined where there are
 * no products to count. What pooling, ReLU, the loss and the optimizer add is left out: it is below 2 % of a step.
 */
export function flopsOf(work: Work): number | undefined {
  switch (work.kind) {
    case 'forward':
      return netFlops(work.batch).forward;
    case 'train': {
      const { forward, firstLayer } = netFlops(work.batch);
      return 3 * forward - firstLayer; // two gradients for each product; nobody asks for that of the pictures
    }
    case 'matmul':
      return 2 * work.rows * work.inner * work.columns;
    case 'linear':
      return passes(work.pass) * 2 * work.batch * work.inputs * work.outputs;
    case 'conv2d':
      return passes(work.pass) * convFlops(work);
    default:
      return undefined;
  }
}

function netFlops(batch: number): { forward: number; firstLayer: number } {
  const firstLayer = convFlops({ images: batch, ...conv1 });
  const rest = convFlops({ images: batch, ...conv2 }) + 2 * batch * (576 * 128 + 128 * 10);
  return { forward: firstLayer + rest, firstLayer };
}

function passes(pass: Pass): number {
  return pass === 'both' ? 3 : 1;
}

function convFlops({ images, inChannels, size, outChannels, kernel, stride, padding }: Convolution): number {
  const outSize = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  return 2 * images * outChannels * outSize ** 2 * inChannels * kernel ** 2;
}
