import fc from 'fast-check';
import test from 'tape';
import { lowering, planFor } from '../../../src/backends/gpu/lowerings.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { linear } from '../../../src/kernels/linear.ts';
import { matmul, product } from '../../../src/kernels/matmul.ts';
import { conv2d } from '../../../src/kernels/window/conv2d.ts';
import { conv2dGradInput } from '../../../src/kernels/window/conv2dGradInput.ts';
import { conv2dGradWeight } from '../../../src/kernels/window/conv2dGradWeight.ts';
import type { ConvSizes } from '../../../src/kernels/window/convSizes.ts';
import { rowMajor, shared, transposed } from '../../../src/shape/matrix.ts';
import { runKernel, runPlan } from '../../support/runPlan.ts';

// Sums of products of half-integers are exact, so that a plan must give the very numbers of the kernel that it stands for.

/** A kernel, its sizes and how long its inputs and its output are. */
interface Case {
  readonly kernel: Kernel<never>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly inputs: readonly number[];
  readonly length: number;
}

/** Half-integers that do not repeat in step with any size. */
function numbers(length: number, seed: number): number[] {
  return Array.from({ length }, (_, i) => (((i + 1) * (2 * seed + 7919)) % 17) / 2 - 4);
}

const matmulCase: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    rows: fc.integer({ min: 3, max: 14 }),
    inner: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 3, max: 14 }),
    isATransposed: fc.boolean(),
    isBTransposed: fc.boolean(),
    isAShared: fc.boolean(),
    isBShared: fc.boolean(),
  })
  .map(({ batch, rows, inner, columns, ...how }) => {
    const a = how.isATransposed ? transposed(rowMajor(inner, rows)) : rowMajor(rows, inner);
    const b = how.isBTransposed ? transposed(rowMajor(columns, inner)) : rowMajor(inner, columns);
    return {
      kernel: matmul as Kernel<never>,
      sizes: product(how.isAShared ? shared(a) : a, how.isBShared ? shared(b) : b),
      inputs: [batch * rows * inner, batch * inner * columns],
      length: batch * rows * columns,
    };
  });

const linearCase: fc.Arbitrary<Case> = fc
  .tuple(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 3, max: 20 }))
  .map(([rows, inner, columns]) => ({
    kernel: linear as Kernel<never>,
    sizes: { rows, inner, columns },
    inputs: [rows * inner, columns * inner, columns],
    length: rows * columns,
  }));

/** Every parameter of a convolution, with windows that fit and at times a row or column that none of them reaches. */
const convSizes: fc.Arbitrary<ConvSizes> = fc
  .record({
    images: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 2 }),
    groupInChannels: fc.integer({ min: 1, max: 6 }),
    groupOutChannels: fc.integer({ min: 1, max: 6 }),
    outHeight: fc.integer({ min: 2, max: 7 }),
    outWidth: fc.integer({ min: 2, max: 7 }),
    kernelHeight: fc.integer({ min: 1, max: 4 }),
    kernelWidth: fc.integer({ min: 1, max: 4 }),
    strideY: fc.integer({ min: 1, max: 3 }),
    strideX: fc.integer({ min: 1, max: 3 }),
    paddingY: fc.integer({ min: 0, max: 4 }),
    paddingX: fc.integer({ min: 0, max: 4 }),
    dilationY: fc.integer({ min: 1, max: 2 }),
    dilationX: fc.integer({ min: 1, max: 2 }),
    paddingEnd: fc.integer({ min: 0, max: 2 }),
    unreached: fc.integer({ min: 0, max: 1 }),
  })
  .map(({ groups, paddingEnd, unreached, ...sizes }) => {
    const heightReached = (sizes.outHeight - 1) * sizes.strideY + sizes.dilationY * (sizes.kernelHeight - 1) + 1;
    const widthReached = (sizes.outWidth - 1) * sizes.strideX + sizes.dilationX * (sizes.kernelWidth - 1) + 1;
    return {
      ...sizes,
      inChannels: groups * sizes.groupInChannels,
      outChannels: groups * sizes.groupOutChannels,
      inHeight: Math.max(1, heightReached - sizes.paddingY - paddingEnd + unreached),
      inWidth: Math.max(1, widthReached - sizes.paddingX - paddingEnd + unreached),
    };
  });

const inputLength = (sizes: ConvSizes) => sizes.images * sizes.inChannels * sizes.inHeight * sizes.inWidth;
const outputLength = (sizes: ConvSizes) => sizes.images * sizes.outChannels * sizes.outHeight * sizes.outWidth;
const weightLength = (sizes: ConvSizes) =>
  sizes.outChannels * sizes.groupInChannels * sizes.kernelHeight * sizes.kernelWidth;

const conv2dCase: fc.Arbitrary<Case> = convSizes.map((sizes) => ({
  kernel: conv2d as Kernel<never>,
  sizes,
  inputs: [inputLength(sizes), weightLength(sizes), sizes.outChannels],
  length: outputLength(sizes),
}));

const conv2dGradInputCase: fc.Arbitrary<Case> = convSizes.map((sizes) => ({
  kernel: conv2dGradInput as Kernel<never>,
  sizes,
  inputs: [outputLength(sizes), weightLength(sizes)],
  length: inputLength(sizes),
}));

const conv2dGradWeightCase: fc.Arbitrary<Case> = convSizes.map((sizes) => ({
  kernel: conv2dGradWeight as Kernel<never>,
  sizes,
  inputs: [outputLength(sizes), inputLength(sizes)],
  length: weightLength(sizes),
}));

const cases: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  matmul: matmulCase,
  linear: linearCase,
  conv2d: conv2dCase,
  conv2dGradInput: conv2dGradInputCase,
  conv2dGradWeight: conv2dGradWeightCase,
};

const modes = ['webasm', 'webgpu', 'webgl2', 'headlessgl'] as const;

for (const mode of modes) {
  for (const [name, arbitrary] of Object.entries(cases)) {
    test(`in mode ${mode} the steps that stand for ${name} give the numbers of ${name} itself`, (t) => {
      let planned = 0;
      fc.assert(
        fc.property(fc.noBias(arbitrary), ({ kernel, sizes, inputs, length }) => {
          const plan = planFor(kernel.name, sizes, length, mode);
          if (plan === undefined) return;
          planned++;
          const arrays = inputs.map(numbers);
          t.deepEqual(runPlan(plan, arrays), runKernel(kernel, arrays, sizes, length));
        }),
        { numRuns: 60 },
      );
      t.ok(planned >= 30, `${planned} of 60 cases have a plan`);
      t.end();
    });
  }
}

/** Pooling by 2 × 2. */
const kernelSides = {
  ...{ kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2 },
  ...{ paddingY: 0, paddingX: 0, dilationY: 1, dilationX: 1 },
};

test('a plan has no more threads along any axis than WebGPU takes workgroups', (t) => {
  const tall = product(rowMajor(70_000, 2), rowMajor(2, 4));
  t.equal(lowering('matmul', tall, 4 * 70_000, 'webgpu'), undefined, 'z');
  const plane = { ...kernelSides, inHeight: 2048, inWidth: 2048, outHeight: 1024, outWidth: 1024 };
  t.equal(lowering('maxPool2dIndices', plane, 1024 * 1024, 'webgpu'), undefined, 'x');
  t.equal(lowering('maxPool2dGrad', plane, 2048 * 2048, 'webgpu'), undefined, 'x');
  const tiny = { ...kernelSides, inHeight: 2, inWidth: 2, outHeight: 1, outWidth: 1 };
  t.equal(lowering('maxPool2dIndices', tiny, 600_000, 'webgpu'), undefined, 'y');
  t.ok(lowering('maxPool2dIndices', plane, 1024 * 1024, 'webasm'), 'other modes take them');
  t.equal(lowering('matmul', tall, 4 * 70_000, 'webasm')?.length, 2);
  t.end();
});

test('a kernel without a faster form runs as it is defined', (t) => {
  t.equal(lowering('relu', {}, 100, 'webasm'), undefined);
  t.equal(lowering('matmul', product(rowMajor(2, 3), rowMajor(3, 4)), 8, 'webasm'), undefined, 'a small product');
  t.equal(lowering('matmul', product(rowMajor(64, 64), rowMajor(64, 64)), 64 * 64, 'cpu'), undefined);
  t.end();
});
