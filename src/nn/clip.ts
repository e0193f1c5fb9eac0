import { collecting } from '../autograd/record.ts';
import { type Run, runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { ArgumentError } from '../errors.ts';
import { clipToNorm, clipToValue } from '../kernels/optim/clip.ts';
import { add } from '../kernels/pointwise/add.ts';
import { maximum, minimum } from '../kernels/pointwise/selection.ts';
import { absPower, root } from '../kernels/reduce/norm.ts';
import { likeInput } from '../ops/form.ts';
import { amaxFold, aminFold, foldAxes, sumFold } from '../ops/reduce/fold.ts';
import { checkOptions } from '../options.ts';
import { full } from '../tensor/create.ts';
import { Tensor } from '../tensor/tensor.ts';

export interface ClipGradNormOptions {
  /** p of the p-norm; Infinity for the largest absolute gradient. Default: 2. */
  readonly normType?: number;
  /** Throw where the norm is NaN or infinite, instead of scaling with it. Needs a device that can be read at once. */
  readonly errorIfNonfinite?: boolean;
}

/**
 * Shortens the gradients of all parameters by one factor, so that their norm, taken as one long vector, is at most
 * `maxNorm`. Gives the norm before that, on the device: reading it is up to you. Parameters without a gradient are
 * skipped; without any gradient the norm is 0.
 *
 * Source: Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural networks" (arXiv 1211.5063).
 *
 * @throws ArgumentError for a maxNorm or normType that is NaN or negative, and as errorIfNonfinite says.
 */
export function clipGradNorm(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  options: ClipGradNormOptions = {},
): Tensor {
  const operation = 'clipGradNorm';
  checkOptions(operation, options, ['normType', 'errorIfNonfinite']);
  const { normType = 2, errorIfNonfinite = false } = options;
  requirePositive(operation, 'maxNorm', maxNorm);
  if (typeof normType !== 'number' || Number.isNaN(normType) || normType === 0) {
    throw new ArgumentError(operation, `normType must be a number other than 0, but is ${normType}`);
  }
  const grads = gradsOf(parameters).filter(({ storage }) => storage.length > 0);
  if (grads.length === 0) return full([], 0);
  const made: NdArray[] = [];
  const total = totalNorm(collecting(made), grads, normType);
  for (const { storage } of made) {
    if (storage !== total.storage) storage.release();
  }
  if (errorIfNonfinite && !Number.isFinite(total.storage.read()[0])) {
    const norm = total.storage.read()[0];
    throw new ArgumentError(
      operation,
      `the norm of the gradients is ${norm}, and nothing can be scaled to ${maxNorm} from it`,
    );
  }
  for (const grad of grads) {
    runInto(clipToNorm, [grad, total], grad, { sizes: {}, scalars: [maxNorm] });
  }
  return new Tensor(total);
}

/**
 * Cuts every element of the gradients off at ±clipValue.
 *
 * @throws ArgumentError for a clipValue that is NaN or negative.
 */
export function clipGradValue(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  requirePositive('clipGradValue', 'clipValue', clipValue);
  for (const grad of gradsOf(parameters)) {
    runInto(clipToValue, [grad], grad, { sizes: {}, scalars: [clipValue] });
  }
}

function gradsOf(parameters: Tensor | Iterable<Tensor>): NdArray[] {
  const all = parameters instanceof Tensor ? [parameters] : [...parameters];
  return all.flatMap(({ node }) => (node?.grad === undefined ? [] : [node.grad]));
}

/** The p-norm of all gradients as one vector: (Σ |g|^p)^(1/p), or the largest or smallest |g| for p = ±∞. */
function totalNorm(runKernel: Run, grads: readonly NdArray[], p: number): NdArray {
  const [fold, join] = p === Infinity ? [amaxFold, maximum] : p === -Infinity ? [aminFold, minimum] : [sumFold, add];
  const power = Number.isFinite(p) ? p : 1;
  const parts = grads.map((grad): NdArray => {
    const powers = runKernel(absPower, [grad], likeInput(grad, [power]));
    const axes = grad.shape.map((_, axis) => axis);
    return { shape: [], storage: foldAxes(runKernel, powers, axes, fold).storage };
  });
  const joined = parts.reduce((total, part) => runKernel(join, [total, part], likeInput(total)));
  return runKernel(root, [joined], likeInput(joined, [power]));
}

function requirePositive(operation: string, name: string, value: number): void {
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new ArgumentError(operation, `${name} must be at least 0, but is ${value}`);
  }
}
