import type { LinearSizes } from '../../kernels/linear.ts';
import type { MatmulSizes } from '../../kernels/matmul.ts';
import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import { conv2dGradInputInBands, conv2dGradWeightInBands, conv2dInBands } from './lowerings/convolutionsInBands.ts';
import { conv2dGradInputInTiles, conv2dGradWeightInTiles, conv2dInTiles } from './lowerings/convolutionsInTiles.ts';
import { linearInBands, matmulInBands } from './lowerings/matmulInBands.ts';
import { linearInTiles, matmulInTiles } from './lowerings/matmulInTiles.ts';
import type { Plan, Step } from './lowerings/plan.ts';
import { maxPool2dGradInTiles, maxPool2dIndicesInTiles } from './lowerings/poolingInTiles.ts';

export type { Plan, Source, Step } from './lowerings/plan.ts';

/** How a mode runs a kernel by other kernels, and from how many products on that is faster than the kernel itself. */
interface Planner {
  readonly plan: (sizes: never, length: number) => Plan | undefined;
  readonly products: (sizes: never, length: number) => number;
  readonly fewest: number;
}

/** The same kernels serve every mode: what they leave out is dear everywhere. */
const pooling: Readonly<Record<string, Planner>> = {
  maxPool2dIndices: { plan: maxPool2dIndicesInTiles, products: elements, fewest: 1024 },
  maxPool2dGrad: { plan: maxPool2dGradInTiles, products: elements, fewest: 1024 },
};

/** Products four at a time: a processor gathers less for each, and so does a GPU. */
const products: Readonly<Record<string, Planner>> = {
  matmul: { plan: matmulInBands, products: matrixProducts, fewest: 4096 },
  linear: { plan: linearInBands, products: matrixProducts, fewest: 4096 },
  conv2d: { plan: conv2dInBands, products: convolutionProducts, fewest: 16_384 },
  conv2dGradInput: { plan: conv2dGradInputInBands, products: convolutionProducts, fewest: 16_384 },
  conv2dGradWeight: { plan: conv2dGradWeightInBands, products: convolutionProducts, fewest: 16_384 },
};

/** WebGL reads four numbers in one go, if they lie in one texel. */
const productsInTiles: Readonly<Record<string, Planner>> = {
  matmul: { plan: matmulInTiles, products: matrixProducts, fewest: 16_384 },
  linear: { plan: linearInTiles, products: matrixProducts, fewest: 16_384 },
  conv2d: { plan: conv2dInTiles, products: convolutionProducts, fewest: 16_384 },
  conv2dGradInput: { plan: conv2dGradInputInTiles, products: convolutionProducts, fewest: 16_384 },
  conv2dGradWeight: { plan: conv2dGradWeightInTiles, products: convolutionProducts, fewest: 16_384 },
};

/** What is not here runs as it is defined. */
const planners: Readonly<Record<string, Readonly<Record<string, Planner>>>> = {
  webasm: { ...products, ...pooling },
  webgpu: { ...products, ...pooling },
  webgl2: { ...productsInTiles, ...pooling },
  headlessgl: { ...productsInTiles, ...pooling },
};

/** A device of WebGPU need not take more workgroups than 65,535 along an axis; one has 8 · 8 · 1 threads. */
const mostThreads: Readonly<Record<string, Step['threads']>> = { webgpu: [8 * 65_535, 8 * 65_535, 65_535] };

/**
 * The steps that give what a kernel gives, and sooner: chosen by its sizes, the length of its output and gpu.js's mode
 * alone. Undefined where the kernel itself is the fastest that we know of (decision 092 has the measurements).
 */
export function lowering(
  kernelName: string,
  sizes: Readonly<Record<string, number>>,
  length: number,
  mode: string,
): Plan | undefined {
  const planner = planners[mode]?.[kernelName];
  if (planner === undefined || planner.products(sizes as never, length) < planner.fewest) return undefined;
  const most = mostThreads[mode];
  const plan = planner.plan(sizes as never, length);
  const isTaken = most === undefined || plan?.every(({ threads }) => threads.every((count, i) => count <= most[i]));
  return isTaken ? plan : undefined;
}

/** The same however small the kernel is. */
export function planFor(
  kernelName: string,
  sizes: Readonly<Record<string, number>>,
  length: number,
  mode: string,
): Plan | undefined {
  return planners[mode]?.[kernelName]?.plan(sizes as never, length);
}

function elements(_sizes: PoolSizes, length: number): number {
  return length;
}

function matrixProducts({ inner }: MatmulSizes | LinearSizes, length: number): number {
  return length * inner;
}

function convolutionProducts(sizes: ConvSizes): number {
  const { images, outChannels, outHeight, outWidth, groupInChannels, kernelHeight, kernelWidth } = sizes;
  return images * outChannels * outHeight * outWidth * groupInChannels * kernelHeight * kernelWidth;
}
