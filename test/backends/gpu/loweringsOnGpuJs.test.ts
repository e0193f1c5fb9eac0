import gpuJs from 'gpu.js';
import test from 'tape';
import { planFor, type Source } from '../../../src/backends/gpu/lowerings.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { linear } from '../../../src/kernels/linear.ts';
import { matmul, product } from '../../../src/kernels/matmul.ts';
import { conv2d } from '../../../src/kernels/window/conv2d.ts';
import { conv2dGradInput } from '../../../src/kernels/window/conv2dGradInput.ts';
import { conv2dGradWeight } from '../../../src/kernels/window/conv2dGradWeight.ts';
import { rowMajor } from '../../../src/shape/matrix.ts';
import { runKernel } from '../../support/runPlan.ts';

// The suites run kernels that are too small for a lowering. Here gpu.js itself runs the steps, in mode webasm.

const convolution = {
  images: 2,
  inChannels: 6,
  inHeight: 7,
  inWidth: 9,
  outChannels: 10,
  outHeight: 4,
  outWidth: 5,
  groupInChannels: 3,
  groupOutChannels: 5,
  kernelHeight: 3,
  kernelWidth: 2,
  strideY: 2,
  strideX: 2,
  paddingY: 1,
  paddingX: 1,
  dilationY: 1,
  dilationX: 2,
};
const whole = {
  ...convolution,
  groupInChannels: 8,
  inChannels: 8,
  groupOutChannels: 4,
  outChannels: 4,
  strideX: 1,
  strideY: 1,
};
const unpadded = { ...whole, paddingY: 0, paddingX: 0, outHeight: 5, outWidth: 7 };

/** A kernel, its sizes, the lengths of its inputs and of its output. */
type Case = readonly [kernel: Kernel<never>, sizes: object, inputs: readonly number[], length: number];

function convolutions(sizes: typeof convolution): Case[] {
  const input = sizes.images * sizes.inChannels * sizes.inHeight * sizes.inWidth;
  const weight = sizes.outChannels * sizes.groupInChannels * sizes.kernelHeight * sizes.kernelWidth;
  const output = sizes.images * sizes.outChannels * sizes.outHeight * sizes.outWidth;
  return [
    [conv2d as Kernel<never>, sizes, [input, weight, sizes.outChannels], output],
    [conv2dGradInput as Kernel<never>, sizes, [output, weight], input],
    [conv2dGradWeight as Kernel<never>, sizes, [output, input], weight],
  ];
}

const cases: readonly Case[] = [
  [matmul as Kernel<never>, product(rowMajor(8, 5), rowMajor(5, 7)), [80, 70], 112],
  [matmul as Kernel<never>, product(rowMajor(6, 5), rowMajor(5, 8)), [30, 40], 48],
  [matmul as Kernel<never>, product(rowMajor(7, 5), rowMajor(5, 9)), [35, 45], 63],
  [linear as Kernel<never>, { rows: 8, inner: 6, columns: 10 }, [48, 60, 10], 80],
  [linear as Kernel<never>, { rows: 5, inner: 6, columns: 8 }, [30, 48, 8], 40],
  ...[convolution, whole, unpadded].flatMap(convolutions),
];

test('gpu.js runs the steps of every lowering in mode webasm, and they give the numbers of the kernel', (t) => {
  const gpu = new gpuJs.GPU({ mode: 'webasm' });
  for (const [kernel, sizes, lengths, length] of cases) {
    const inputs = lengths.map((count, i) =>
      Float32Array.from({ length: count }, (_, k) => (((k + i) * 7919) % 17) / 2 - 4),
    );
    const plan = planFor(kernel.name, sizes as Record<string, number>, length, 'webasm') ?? [];
    const made: Float32Array[] = [];
    for (const step of plan) {
      const compiled = gpu.createKernel(
        step.kernel.element.toString() as never,
        {
          output: [...step.threads],
          constants: { ...step.sizes },
          constantTypes: Object.fromEntries(Object.keys(step.sizes).map((name) => [name, 'Integer'])),
          precision: 'single',
          loopMaxIterations: 2 ** 24,
        } as never,
      ) as unknown as ((...arrays: Float32Array[]) => Float32Array) & { kernel: { _shapeOutput: unknown } };
      compiled.kernel._shapeOutput = (numbers: Float32Array) => numbers;
      const arrayOf = (source: Source) => ('input' in source ? inputs[source.input] : made[source.step]);
      made.push(compiled(...step.inputs.map(arrayOf)));
    }
    t.deepEqual(
      [...(made.at(-1) ?? [])],
      runKernel(kernel, inputs, sizes, length),
      `${kernel.name} in ${plan.length} steps`,
    );
  }
  void gpu.destroy();
  t.end();
});
