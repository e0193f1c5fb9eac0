import { F, onesLike, type Tensor, tril } from 'stridegrad';
import type { Adapter } from '../case.ts';

/** Convolution, batch norm, ReLU, pooling, convolution, GELU, pooling, a linear layer and cross entropy. */
const cifarNet: Adapter = ({ named: { input, w1, b1, g, be, w2, w3, b3, target } }) => {
  const normalised = F.batchNorm(F.conv2d(input, w1, b1, { padding: 1 }), undefined, undefined, {
    weight: g,
    bias: be,
    training: true,
    eps: 1e-5,
  });
  const first = F.maxPool2d(F.relu(normalised), 2);
  const second = F.avgPool2d(F.gelu(F.conv2d(first, w2, undefined, { padding: 1 })), 2);
  const logits = F.linear(second.flatten(1), w3, b3);
  return [F.crossEntropy(logits, target), logits];
};

/** softmax(q·kᵀ / √d)·v, where with `causal` no position sees a later one. */
const attention: Adapter = ({ named: { q, k, v } }, { causal }) => {
  const scores = q.matmul(k.transpose(-2, -1)).div(Math.sqrt(q.size(-1)));
  const seen = causal ? scores.maskedFill(isLater(scores), -Infinity) : scores;
  return [F.softmax(seen, -1).matmul(v)];
};

function isLater(scores: Tensor): Tensor {
  return tril(onesLike(scores.detach())).eq(0);
}

export const networkAdapters: Readonly<Record<string, Adapter>> = {
  'net.attention': attention,
  'net.cifar_cnn': cifarNet,
};
