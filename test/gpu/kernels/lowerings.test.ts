import test from 'tape';
import { lowering } from '../../../src/backends/gpu/lowerings.ts';
import { kernels } from '../../../src/kernels/all.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { product } from '../../../src/kernels/matmul.ts';
import type { ConvSizes } from '../../../src/kernels/window/convSizes.ts';
import { rowMajor, transposed } from '../../../src/shape/matrix.ts';
import type { GpuRun, KernelName } from '../../support/gpuRuns.ts';
import { runKernel } from '../../support/runPlan.ts';
import { closeBrowser, inPage } from '../support/chromium.ts';
import { packRun, unpack } from './packed.ts';

// The steps that stand for a product, run in a page of Chromium by the backend itself. Every number is a half-integer, so
// that sums are exact in any order.

test.onFinish(closeBrowser);

/** Padding, strides, dilation and groups whose channels are no multiple of 4. */
const strided: ConvSizes = {
  ...{ images: 3, inChannels: 10, inHeight: 11, inWidth: 12, outChannels: 14, outHeight: 6, outWidth: 5 },
  ...{ groupInChannels: 5, groupOutChannels: 7, kernelHeight: 3, kernelWidth: 2, strideY: 2, strideX: 2 },
  ...{ paddingY: 2, paddingX: 0, dilationY: 2, dilationX: 3 },
};

/** As convolutions mostly are; and more images than gradients of weights are summed in parts. */
const plain: ConvSizes = {
  ...{ images: 70, inChannels: 3, inHeight: 7, inWidth: 8, outChannels: 8, outHeight: 5, outWidth: 6 },
  ...{ groupInChannels: 3, groupOutChannels: 8, kernelHeight: 3, kernelWidth: 3, strideY: 1, strideX: 1 },
  ...{ paddingY: 0, paddingX: 0, dilationY: 1, dilationX: 1 },
};

const runs: readonly GpuRun[] = [
  run('matmul', product(rowMajor(33, 30), rowMajor(30, 35)), [2 * 33 * 30, 2 * 30 * 35], 2 * 33 * 35),
  run('matmul', product(rowMajor(32, 16), transposed(rowMajor(36, 16))), [32 * 16, 36 * 16], 32 * 36),
  run('matmul', product(transposed(rowMajor(17, 34)), rowMajor(17, 31)), [17 * 34, 17 * 31], 34 * 31),
  run('linear', { rows: 32, inner: 57, columns: 10 }, [32 * 57, 10 * 57, 10], 32 * 10),
  run('linear', { rows: 5, inner: 576, columns: 128 }, [5 * 576, 128 * 576, 128], 5 * 128),
  ...convolutions(strided),
  ...convolutions(plain),
];

for (const mode of ['webgl2', 'webgpu'] as const) {
  test(`in Chromium, mode ${mode}, the steps that stand for products give the numbers of their kernels`, async (t) => {
    const { result } = await inPage<string[]>({
      page: '/test/gpu/kernels/page.html',
      module: '/test/gpu/kernels/page.ts',
      name: 'compute',
      args: [mode, runs.map(packRun), 'in steps'],
    });
    runs.forEach(({ name, inputs, sizes, length }, i) => {
      const steps = lowering(name, sizes as Record<string, number>, length, mode);
      t.ok(steps, `${name} has steps`);
      t.deepEqual([...unpack(result[i])], runKernel(kernels[name] as Kernel<never>, inputs, sizes, length), name);
    });
  });
}

function run(name: KernelName, sizes: object, lengths: readonly number[], length: number): GpuRun {
  const inputs = lengths.map((count, seed) =>
    Float32Array.from({ length: count }, (_, i) => (((i + 1) * (2 * seed + 7919)) % 17) / 2 - 4),
  );
  return { name, sizes, inputs, scalars: [], length };
}

function convolutions(sizes: ConvSizes): GpuRun[] {
  const input = sizes.images * sizes.inChannels * sizes.inHeight * sizes.inWidth;
  const weight = sizes.outChannels * sizes.groupInChannels * sizes.kernelHeight * sizes.kernelWidth;
  const output = sizes.images * sizes.outChannels * sizes.outHeight * sizes.outWidth;
  return [
    run('conv2d', sizes, [input, weight, sizes.outChannels], output),
    run('conv2dGradInput', sizes, [output, weight], input),
    run('conv2dGradWeight', sizes, [output, input], weight),
  ];
}
