import fc from 'fast-check';
import type { NumberArray } from '../../src/dtype.ts';
import { convSizeNames } from '../../src/kernels/window/convSizes.ts';
import { poolSizeNames } from '../../src/kernels/window/poolSizes.ts';
import { addon, withAddon } from './addon.ts';
import { convolution } from './cases.ts';
import { poolingOf, runKernel } from './fused.ts';

const noScalars = new Float64Array(0);

/** Sizes in the order of their names. */
function pack(names: readonly string[], sizes: object): number[] {
  return names.map((name) => (sizes as Record<string, number>)[name]);
}

/** The bits of two arrays: −0 is not 0 here, and NaN equals NaN. */
function haveSameBits(a: NumberArray, b: NumberArray): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
}

/** What conv2d, relu, maxPool2dIndices and gather make one after the other, and maxPool2dGrad and reluGrad back. */
const pooledConvolution = convolution.chain((conv) =>
  poolingOf(conv.sizes.outHeight, conv.sizes.outWidth).map((pool) => ({ ...conv, pool })),
);

withAddon('a convolution with ReLU has the bits of the one after the other, for any number of threads', (t) => {
  const before = addon.threads();
  fc.assert(
    fc.property(convolution, fc.constantFrom(1, 2), ({ sizes, input, weight, bias, output }, threads) => {
      addon.setThreads(threads);
      const fused = new Float32Array(output.length).fill(-1);
      addon.kernels.conv2dRelu(Float64Array.from(pack(convSizeNames, sizes)), noScalars, fused, input, weight, bias);
      const convolved = runKernel('conv2d', sizes, [input, weight, bias], output.length);
      return haveSameBits(fused, runKernel('relu', {}, [convolved], output.length));
    }),
    { numRuns: 100 },
  );
  addon.setThreads(before);
  t.pass('property held');
  t.end();
});

withAddon(
  'a convolution with ReLU and max pooling, and the way back, have the bits of the one after the other',
  (t) => {
    const before = addon.threads();
    fc.assert(
      fc.property(pooledConvolution, fc.constantFrom(1, 2), ({ sizes, pool, input, weight, bias, output }, threads) => {
        addon.setThreads(threads);
        const planes = sizes.images * sizes.outChannels;
        const length = planes * pool.outHeight * pool.outWidth;
        const pooled = new Float32Array(length).fill(-1);
        const winners = new Int32Array(length).fill(-2);
        const packed = Float64Array.from([...pack(convSizeNames, sizes), ...pack(poolSizeNames, pool).slice(2)]);
        addon.kernels.conv2dReluMaxPool2d(packed, noScalars, pooled, winners, input, weight, bias);

        const convolved = runKernel('conv2d', sizes, [input, weight, bias], output.length);
        const activation = runKernel('relu', {}, [convolved], output.length);
        const indices = runKernel('maxPool2dIndices', pool, [activation], length, 'int32');
        const planeSizes = { inSize: pool.inHeight * pool.inWidth, outSize: pool.outHeight * pool.outWidth, inner: 1 };
        const values = runKernel('gather', planeSizes, [activation, indices], length);
        if (!haveSameBits(winners, indices)) throw new Error(`winners ${winners}, but one by one ${indices}`);
        if (!haveSameBits(pooled, values)) throw new Error(`pooled ${pooled}, but one by one ${values}`);

        const gradPooled = Float32Array.from(pooled, (_, i) => (i % 5) - 2.5);
        const grad = new Float32Array(output.length).fill(-1);
        const poolSizes = Float64Array.from(pack(poolSizeNames, pool));
        addon.kernels.maxPool2dReluGrad(poolSizes, noScalars, grad, gradPooled, winners, pooled);
        const returned = runKernel('maxPool2dGrad', pool, [gradPooled, indices], output.length);
        return haveSameBits(grad, runKernel('reluGrad', {}, [returned, activation], output.length));
      }),
      { numRuns: 200 },
    );
    addon.setThreads(before);
    t.pass('property held');
    t.end();
  },
);

withAddon('fused kernels write their outputs and nothing around them, whatever the winners are', (t) => {
  const guarded = <Numbers extends Float32Array | Int32Array>(whole: Numbers): Numbers => {
    whole.fill(77);
    return whole.subarray(16, whole.length - 16) as Numbers;
  };
  const isIntact = ({ buffer, length }: Float32Array | Int32Array, guard: ArrayLike<number>) =>
    buffer.byteLength === 4 * (length + 32) &&
    [...Array(16).keys()].every((i) => guard[i] === 77 && guard[length + 16 + i] === 77);
  const winner = fc.oneof(fc.constantFrom(-1, 2 ** 31 - 1, -(2 ** 31), 10 ** 6), fc.nat({ max: 99 }));
  const [height, width] = [fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 40 })];
  fc.assert(
    fc.property(height, width, fc.array(winner, { minLength: 1, maxLength: 9 }), (inHeight, inWidth, some) => {
      const [outHeight, outWidth] = [Math.floor(inHeight / 2), Math.floor(inWidth / 2)];
      const sizes = Float64Array.of(inHeight, inWidth, outHeight, outWidth, 2, 2, 2, 2, 0, 0, 1, 1);
      const windows = 3 * outHeight * outWidth;
      const winners = Int32Array.from({ length: windows }, (_, i) => some[i % some.length]);
      const ones = new Float32Array(windows).fill(1);
      const whole = new Float32Array(3 * inHeight * inWidth + 32);
      const gradient = guarded(whole);
      addon.kernels.maxPool2dReluGrad(sizes, new Float64Array(0), gradient, ones, winners, ones);
      if (!isIntact(gradient, whole)) throw new Error('something beside the output was written');
      // By definition: a cell has the gradient 1 if its own window chose it.
      gradient.forEach((value, x) => {
        const here = x % (inHeight * inWidth);
        const [y, column] = [Math.floor(here / inWidth), here % inWidth];
        const plane = Math.floor(x / (inHeight * inWidth));
        const window = (plane * outHeight + (y >> 1)) * outWidth + (column >> 1);
        const chosen = y < 2 * outHeight && column < 2 * outWidth && winners[window] === here;
        if (value !== (chosen ? 1 : 0)) throw new Error(`cell ${x} is ${value}`);
      });
    }),
    { numRuns: 200 },
  );
  t.pass('property held');
  t.end();
});
