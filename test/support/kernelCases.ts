import { cat, F, fromArray, registerBackend, slice, type Tensor, type TensorOptions, zeros } from '../../src/index.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { elementCount, type Shape } from '../../src/shape/rowMajor.ts';
import { type KernelRun, recordingBackend } from './recordingBackend.ts';

// Valid runs of every kernel. A kernel without sizes takes any numbers, so its runs follow from its declaration. One
// with sizes is valid for the sizes that an operation gives it: such a run is recorded while a public function runs.

const recorder = recordingBackend('recorder');
registerBackend(recorder);
const there: TensorOptions = { device: recorder.name };

type Kernels = typeof kernels;

/** Names of the kernels that have sizes: the others are declared for `object`, which has no keys. */
export type SizedKernel = {
  [Name in keyof Kernels]: Kernels[Name] extends Kernel<infer Sizes>
    ? keyof Sizes extends never
      ? never
      : Name
    : never;
}[keyof Kernels];

let tensorsMade = 0;

/** Half-integers that repeat rarely, from −4 to 4 unless a range is named; other ones in every tensor. */
function floats(shape: Shape, { least = -4, most = 4 } = {}): Tensor {
  let state = ++tensorsMade;
  const steps = 2 * (most - least) + 1;
  const numbers = Float32Array.from({ length: elementCount(shape) }, () => {
    state = (state * 75 + 74) % 65537; // Lehmer's generator as the ZX81 had it
    return least + (state % steps) / 2;
  });
  const made = fromArray(numbers, shape, there);
  made.requiresGrad = true;
  return made;
}

/** int32 numbers 0, 1, … count − 1 in turns. */
function integers(shape: Shape, count: number): Tensor {
  const numbers = Int32Array.from({ length: elementCount(shape) }, (_, i) => (i * 2 + Math.floor(i / count)) % count);
  return fromArray(numbers, shape, there);
}

/** Sends unequal gradients back. */
function learn(...outputs: Tensor[]): void {
  for (const output of outputs) output.mul(floats(output.shape).detach()).sum().backward();
}

const classes = {
  rows: () => floats([3, 4, 2]),
  labels: () => integers([3, 2], 4),
  weight: () => floats([4], { least: 0.5 }),
};
const convolve = () =>
  learn(
    F.conv2d(floats([2, 4, 6, 5]), floats([6, 2, 3, 2]), floats([6]), {
      stride: [2, 1],
      padding: 1,
      dilation: [1, 2],
      groups: 2,
    }),
  );
const maxPool = () =>
  learn(F.maxPool2d(floats([2, 2, 5, 6]), [3, 2], { stride: [2, 1], padding: 1, dilation: [1, 2], ceilMode: true }));
const averagePool = () => learn(F.avgPool2d(floats([2, 5, 6]), [3, 2], { stride: 2, padding: 1, ceilMode: true }));
const adaptivePools = () =>
  learn(F.adaptiveAvgPool2d(floats([2, 5, 4]), [3, 3]), F.adaptiveMaxPool2d(floats([2, 5, 4]), [3, 3]));
const unfold = () => learn(F.unfold(floats([2, 2, 4, 5]), [2, 3], { padding: 1, stride: [1, 2] }));
const pads = () => {
  for (const mode of ['constant', 'reflect', 'replicate', 'circular'] as const) {
    learn(F.pad(floats([1, 2, 4, 5]), [2, 1, 1, 2], { mode, ...(mode === 'constant' && { value: 7 }) }));
  }
};
const resize = (mode: 'nearest' | 'bilinear' | 'bicubic') => () =>
  learn(F.interpolate(floats([1, 2, 4, 5]), { size: [7, 3], mode }));

const crossEntropy = () =>
  learn(
    F.crossEntropy(classes.rows(), classes.labels(), { weight: classes.weight(), ignoreIndex: 2, labelSmoothing: 0.1 }),
  );
const softTargets = () =>
  learn(
    F.crossEntropy(classes.rows(), F.softmax(floats([3, 4, 2]), 1), { weight: classes.weight(), labelSmoothing: 0.1 }),
  );
const nll = () =>
  learn(F.nllLoss(F.logSoftmax(classes.rows(), 1), classes.labels(), { weight: classes.weight(), ignoreIndex: 2 }));

const softmax = () => learn(F.softmax(floats([2, 5, 3]), 1));
const logSoftmax = () => learn(F.logSoftmax(floats([2, 5, 3]), 1));
const logSumExp = () => learn(floats([2, 5, 3]).logsumexp(1));
const normalize = () => {
  learn(F.groupNorm(floats([2, 4, 3]), 2, { weight: floats([4]), bias: floats([4]) }));
  learn(
    F.batchNorm(floats([3, 4, 2]), zeros([4], there), zeros([4], there), {
      training: true,
      weight: floats([4]),
      bias: floats([4]),
    }),
  );
};
const normalizeFrozen = () =>
  learn(
    F.batchNorm(floats([3, 4, 2]), zeros([4], there), floats([4], { least: 1 }).detach(), {
      weight: floats([4]),
      bias: floats([4]),
    }),
  );

/** Longer than what one thread folds, and a prime. */
const longRow = () => floats([5003], { least: -1, most: 1 });

const products = () => learn(floats([2, 4, 2]).prod(1));
const cumulate = () => {
  learn(floats([2, 4, 2]).cumsum(1), floats([2, 4, 2]).cumprod(1), floats([2, 4, 2]).logcumsumexp(1));
  learn(longRow().cumsum(0));
};

const scatters = () => {
  const input = floats([3, 4, 2]);
  const index = integers([3, 2, 2], 4);
  const source = floats([3, 2, 2]);
  learn(input.scatter(1, index, source), input.scatterAdd(1, index, source));
};
const indexed = () => {
  const input = floats([3, 4, 2]);
  const source = floats([3, 2, 2]);
  const index = integers([2], 4);
  learn(input.indexSelect(1, index), input.indexAdd(1, index, source), input.indexCopy(1, index, source));
  learn(input.gather(1, integers([3, 5, 2], 4)));
};
const cuts = () =>
  learn(floats([3, 5, 2]).narrow(1, 1, 3), floats([3, 5]).indexPut([slice(), slice(1, 5, 2)], floats([3, 2])));

/** The kernel itself, whatever operation runs it. */
const layer = () => {
  const inputs = [floats([2, 3]), floats([4, 3]), floats([4])].map((tensor) => tensor.toTypedArray());
  const sizes = { rows: 2, inner: 3, columns: 4 };
  return recorder.run(kernels.linear, inputs, { sizes, scalars: [], dtype: 'float32', length: 8 });
};

/** What calls each kernel with sizes: a kernel that is not here does not compile. */
const callers: Readonly<Record<SizedKernel, () => unknown>> = {
  linear: layer,
  matmul: () => learn(floats([2, 2, 3]).matmul(floats([3, 4])), floats([2, 3]).matmul(floats([5, 3]).t())),
  clearRow: () => learn(F.embedding(integers([5], 3), floats([3, 4]), { paddingIdx: 1 })),
  flatIndex: () => floats([4, 3]).get(integers([2], 4), integers([2], 3)),
  gather: indexed,
  indexAdd: indexed,
  indexCopy: indexed,
  indexSelect: indexed,
  lastWriter: scatters,
  oneHot: () => F.oneHot(integers([5], 3), 4),
  scatter: scatters,
  scatterAdd: scatters,
  crossEntropyGrad: crossEntropy,
  crossEntropyRows: crossEntropy,
  labelWeights: crossEntropy,
  nllLoss: nll,
  nllLossGrad: nll,
  softTargetGradLogits: softTargets,
  softTargetGradTarget: softTargets,
  softTargetMass: softTargets,
  softTargetRows: softTargets,
  band: () => learn(floats([2, 4, 3]).tril(1), floats([2, 4, 3]).triu(-1)),
  cat: () => learn(cat([floats([2, 1, 3]), floats([2, 3, 3]), floats([2, 2, 3])], 1)),
  overlay: cuts,
  place: cuts,
  strided: () =>
    learn(floats([2, 3, 4]).permute([2, 0, 1]), floats([2, 1, 3]).expand([2, 4, 3]), floats([2, 3]).flip(1)),
  deviationSums: normalize,
  logSoftmax,
  logSoftmaxGrad: logSoftmax,
  logSumExpGrad: logSumExp,
  normalizeFrozenGrad: normalizeFrozen,
  normalizeGroups: normalize,
  normalizeGroupsGrad: normalize,
  normalizedProducts: normalize,
  softmax,
  softmaxGrad: softmax,
  softmaxGradRows: softmax,
  sumExp: softmax,
  weightedSums: normalize,
  amax: () => learn(floats([2, 5, 3]).amax(1)),
  amin: () => learn(floats([2, 5, 3]).amin(1)),
  argMax: () => floats([2, 5, 3]).argmax(1),
  argMin: () => floats([2, 5, 3]).argmin(1),
  fillRows: () => longRow().sum(),
  logSumExp,
  prod: products,
  prodGrad: products,
  sum: () => floats([2, 5, 3]).sum(1),
  wholeIndex: () => longRow().argmax(),
  addPartsBefore: cumulate,
  cummaxIndices: () => floats([2, 5, 3]).cummax(1),
  cumminIndices: () => floats([2, 5, 3]).cummin(1),
  cumprod: cumulate,
  cumprodGrad: cumulate,
  cumsum: cumulate,
  logCumSumExp: cumulate,
  logCumSumExpGrad: cumulate,
  mulPartsBefore: () => longRow().cumprod(0),
  adaptiveAvgPool2d: adaptivePools,
  adaptiveAvgPool2dGrad: adaptivePools,
  adaptiveMaxPool2dGrad: adaptivePools,
  adaptiveMaxPool2dIndices: adaptivePools,
  avgPool2d: averagePool,
  avgPool2dGrad: averagePool,
  col2im: unfold,
  conv2d: convolve,
  conv2dGradInput: convolve,
  conv2dGradWeight: convolve,
  im2col: unfold,
  maxPool2dGrad: maxPool,
  maxPool2dIndices: maxPool,
  maxUnpool2d: () => F.maxUnpool2d(floats([2, 2, 2]), integers([2, 2, 2], 9), 2),
  pad: pads,
  padGrad: pads,
  resizeCubic: resize('bicubic'),
  resizeCubicGrad: resize('bicubic'),
  resizeLinear: resize('bilinear'),
  resizeLinearGrad: resize('bilinear'),
  resizeNearest: resize('nearest'),
  resizeNearestGrad: resize('nearest'),
};

/** NaN, infinities, zeros, and numbers on both sides of where functions bend. */
const special = [0, 1, -1, NaN, 0.5, Infinity, -2.5, -Infinity, -0.5, 3, 100, 0.25, -100, 2];

/** Runs of a kernel without sizes: it takes any numbers. */
function plainRuns({ inputs, scalars }: Kernel<never>): KernelRun[] {
  // Every number with every number of the next input, and so on as far as the length allows.
  const length = inputs.length < 2 ? special.length : special.length ** 2;
  const numbers = inputs.map((_, place) =>
    Float32Array.from(
      { length },
      (_, i) => special[(Math.floor(i / special.length ** (place % 2)) + 5 * (place >> 1) * i) % special.length],
    ),
  );
  return [0.5, 2].map((scalar) => ({
    ...{ inputs: numbers, sizes: {}, scalars: scalars.map((_, place) => scalar + place / 4), dtype: 'float32', length },
  }));
}

/** The same run, with NaN and infinities among its floats, and integers that lie outside of whatever they point into. */
function spoilt(run: KernelRun): KernelRun {
  const inputs = run.inputs.map((input, place) => {
    const bad = input instanceof Int32Array ? [-1, 2 ** 24, 1000] : [NaN, Infinity, -Infinity];
    return input.map((value, i) => ((i + place) % 4 === 0 ? bad[((i + place) / 4) % 3] : value));
  });
  return { ...run, inputs };
}

let recorded = false;

/** Valid runs of a kernel, of every sort that is known, and the same with NaN, infinities and indices out of range. */
export function kernelCases(name: keyof Kernels): KernelRun[] {
  if (!recorded) {
    recorded = true;
    for (const call of new Set(Object.values(callers))) call();
  }
  const kernel: Kernel<never> = kernels[name];
  if (kernel.sizes.length === 0) return plainRuns(kernel);
  const runs = recorder.runs.get(name);
  if (runs === undefined) throw new Error(`nothing ran ${name}: see callers`);
  const bySizes = new Map(runs.map((run) => [JSON.stringify(run.sizes), run]));
  return [...bySizes.values()].slice(0, 4).flatMap((run) => [run, spoilt(run)]);
}
