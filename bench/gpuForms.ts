import gpuJs from 'gpu.js';
import { lowering, type Source } from '../src/backends/gpu/lowerings.ts';
import { kernels } from '../src/kernels/all.ts';

/**
 * What lowerings are worth in gpu.js's mode webasm: the kernel by itself against the steps that stand for it, in the
 * layers of the tutorial's net at batch 32. Decision 092 has its numbers.
 *
 *   node -C stridegrad-source --import tsx bench/gpuForms.ts
 */
const gpu = new gpuJs.GPU({ mode: 'webasm' });

type Run = (...arrays: readonly Float32Array[]) => Float32Array;
type Sizes = Readonly<Record<string, number>>;

function compile(kernel: { readonly element: unknown; readonly helpers: readonly unknown[] }, settings: object): Run {
  const compiled = gpu.createKernel(
    String(kernel.element) as never,
    {
      functions: kernel.helpers.map(String),
      precision: 'single',
      loopMaxIterations: 2 ** 24,
      ...settings,
    } as never,
  ) as unknown as Run & { readonly kernel: { _shapeOutput: unknown } };
  compiled.kernel._shapeOutput = (numbers: Float32Array) => numbers;
  return compiled;
}

/** Milliseconds of the processor, the best of nine. */
function best(run: () => unknown): number {
  const times = Array.from({ length: 11 }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times.slice(2));
}

function compare(label: string, name: keyof typeof kernels, sizes: Sizes, lengths: readonly number[], length: number) {
  const inputs = lengths.map((count) => Float32Array.from({ length: count }, () => Math.random() - 0.5));
  const kernel = compile(kernels[name], { output: [length], constants: sizes });
  const steps = (lowering(name, sizes, length, 'webasm') ?? []).map((step) => ({
    ...step,
    run: compile(step.kernel, {
      output: [...step.threads],
      constants: step.sizes,
      constantTypes: Object.fromEntries(Object.keys(step.sizes).map((size) => [size, 'Integer'])),
    }),
  }));
  const plan = () => {
    const made: Float32Array[] = [];
    const arrayOf = (source: Source) => ('input' in source ? inputs[source.input] : made[source.step]);
    for (const step of steps) made.push(step.run(...step.inputs.map(arrayOf)));
  };
  const alone = best(() => kernel(...inputs));
  const lowered = best(plan);
  console.log(
    `${label.padEnd(18)} ${alone.toFixed(2)} ms → ${lowered.toFixed(2)} ms  ${(alone / lowered).toFixed(1)}×`,
  );
}

function matmul(label: string, rows: number, inner: number, columns: number): void {
  const strides = { aBatchStride: 0, aRowStride: inner, aInnerStride: 1, bBatchStride: 0, bInnerStride: columns };
  const sizes = { rows, inner, columns, ...strides, bColumnStride: 1 };
  compare(label, 'matmul', sizes, [rows * inner, inner * columns], rows * columns);
}

function convolution(label: string, inChannels: number, inWidth: number, outChannels: number, taps: number): void {
  const outWidth = inWidth - taps + 1;
  const image = { images: 32, inChannels, inHeight: inWidth, inWidth, outChannels, outHeight: outWidth, outWidth };
  const window = { kernelHeight: taps, kernelWidth: taps, strideY: 1, strideX: 1, paddingY: 0, paddingX: 0 };
  const groups = { groupInChannels: inChannels, groupOutChannels: outChannels, dilationY: 1, dilationX: 1 };
  const sizes = { ...image, ...window, ...groups };
  const input = 32 * inChannels * inWidth ** 2;
  const weight = outChannels * inChannels * taps ** 2;
  const output = 32 * outChannels * outWidth ** 2;
  compare(label, 'conv2d', sizes, [input, weight, outChannels], output);
  compare(`${label} gradInput`, 'conv2dGradInput', sizes, [output, weight], input);
  compare(`${label} gradWeight`, 'conv2dGradWeight', sizes, [output, input], weight);
}

matmul('matmul 512', 512, 512, 512);
compare('fc1', 'linear', { rows: 32, inner: 576, columns: 128 }, [32 * 576, 128 * 576, 128], 32 * 128);
convolution('conv1', 3, 32, 8, 5);
convolution('conv2', 8, 14, 16, 3);
