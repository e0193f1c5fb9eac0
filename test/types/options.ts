// Nothing here runs: that it compiles is the test (`npm run check`).
import {
  type Conv2dOptions,
  type CrossEntropyOptions,
  F,
  type InterpolateOptions,
  type nn,
  type Operand,
  type optim,
  type PairLike,
  type PoolOptions,
  type Reduction,
  type Tensor,
} from 'stridegrad';

/** Whoever wraps our functions passes their options on, and names their types. */
function block(x: Tensor, weight: Tensor, options: Conv2dOptions, window: PairLike): Tensor {
  const pooling: PoolOptions<PairLike> = { stride: window };
  return F.avgPool2d(F.conv2d(x, weight, undefined, options), window, pooling);
}

function loss(logits: Tensor, labels: Tensor, reduction: Reduction, scale: Operand): Tensor {
  const options: CrossEntropyOptions = { reduction, labelSmoothing: 0.1 };
  return F.crossEntropy(logits, labels, options).mul(scale);
}

const larger: InterpolateOptions = { scaleFactor: 2, mode: 'nearest' };
const destination: nn.Destination = { dtype: 'float64' };

/** What an optimizer of one's own is made of. */
type Own = { state: optim.State; update: optim.Update<optim.Settings> };

export type { Own };
export { block, destination, larger, loss };
