import fc from 'fast-check';
import test from 'tape';
import { planFor } from '../../../src/backends/gpu/lowerings.ts';
import { maxPool2dGrad } from '../../../src/kernels/window/maxPool2dGrad.ts';
import { maxPool2dIndices } from '../../../src/kernels/window/maxPool2dIndices.ts';
import type { PoolSizes } from '../../../src/kernels/window/poolSizes.ts';
import { runKernel, runPlan } from '../../support/runPlan.ts';

/** Poolings of which most do not overlap; the padding is at most half a window. */
const poolings: fc.Arbitrary<{ sizes: PoolSizes; planes: number }> = fc
  .record({
    planes: fc.integer({ min: 1, max: 3 }),
    outHeight: fc.integer({ min: 1, max: 5 }),
    outWidth: fc.integer({ min: 1, max: 5 }),
    kernelHeight: fc.integer({ min: 1, max: 3 }),
    kernelWidth: fc.integer({ min: 1, max: 3 }),
    moreStrideY: fc.integer({ min: -1, max: 2 }),
    moreStrideX: fc.integer({ min: -1, max: 2 }),
    isPadded: fc.boolean(),
    unreached: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ planes, moreStrideY, moreStrideX, isPadded, unreached, ...window }) => {
    const { outHeight, outWidth, kernelHeight, kernelWidth } = window;
    const strideY = Math.max(1, kernelHeight + moreStrideY);
    const strideX = Math.max(1, kernelWidth + moreStrideX);
    const paddingY = isPadded ? Math.floor(kernelHeight / 2) : 0;
    const paddingX = isPadded ? Math.floor(kernelWidth / 2) : 0;
    const inHeight = Math.max(1, (outHeight - 1) * strideY + kernelHeight - paddingY + unreached);
    const inWidth = Math.max(1, (outWidth - 1) * strideX + kernelWidth - paddingX + unreached);
    const strides = { strideY, strideX, paddingY, paddingX, dilationY: 1, dilationX: 1 };
    return { planes, sizes: { ...window, ...strides, inHeight, inWidth } };
  });

/** Few values, so that there are ties; and now and then what is no number. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -Infinity, Infinity) },
);
const values = (length: number) => fc.array(value, { minLength: length, maxLength: length });

const withInput = poolings.chain((pooling) =>
  fc.tuple(fc.constant(pooling), values(pooling.planes * pooling.sizes.inHeight * pooling.sizes.inWidth)),
);

test('winners in tiles are those of max pooling, with ties, infinities and NaN', (t) => {
  let planned = 0;
  fc.assert(
    fc.property(fc.noBias(withInput), ([{ sizes, planes }, input]) => {
      const length = planes * sizes.outHeight * sizes.outWidth;
      const plan = planFor('maxPool2dIndices', sizes, length, 'webasm');
      if (plan === undefined) return;
      planned++;
      t.deepEqual(runPlan(plan, [input]), runKernel(maxPool2dIndices as never, [input], sizes, length));
    }),
    { numRuns: 100 },
  );
  t.ok(planned >= 30, `${planned} of 100 cases have a plan`);
  t.end();
});

test('the gradient in tiles is that of max pooling', (t) => {
  let planned = 0;
  fc.assert(
    fc.property(fc.noBias(withInput), ([{ sizes, planes }, input]) => {
      const outputs = planes * sizes.outHeight * sizes.outWidth;
      const plan = planFor('maxPool2dGrad', sizes, input.length, 'webasm');
      if (plan === undefined) return;
      planned++;
      const winners = runKernel(maxPool2dIndices as never, [input], sizes, outputs);
      const inputs = [winners.map((_, i) => i + 1), winners];
      t.deepEqual(runPlan(plan, inputs), runKernel(maxPool2dGrad as never, inputs, sizes, input.length));
    }),
    { numRuns: 100 },
  );
  t.ok(planned >= 30, `${planned} of 100 cases have a plan`);
  t.end();
});
