import fc from 'fast-check';
import test from 'tape';
import { partsOf } from '../../../src/ops/reduce/fold.ts';
import { fromArray } from '../../../src/tensor/fromArray.ts';
import * as extremes from '../../../src/tensor/functions/extremes.ts';
import * as reduce from '../../../src/tensor/functions/reduce.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import '../../../src/tensor/methods.ts';
import { hasRightGradient } from '../../support/gradient.ts';

// 4096 = 64·64; 4099 and 20011 are primes, so their last part is filled up; 12288 is cut into equal parts.
const sizes = [63, 64, 65, 4096, 4099, 12288, 20011];

/** Half-integers from −4 to 4, scrambled. */
function scrambled(shape: readonly number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return fromArray(
    Float64Array.from({ length: count }, (_, i) => (((i * 7919) % 17) - 8) / 2),
    shape,
  );
}

test('a row of any length is cut into parts that are short enough and cover it', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.constantFrom(64, 4096), (size, longest) => {
      const { parts, length } = partsOf(size, longest);
      return length <= longest && parts >= 1 && parts * length >= size && (size === 0 || (parts - 1) * length < size);
    }),
  );
  t.deepEqual(partsOf(4099, 4096), { parts: 2, length: 2050 }, 'a prime is filled up by one');
  t.deepEqual(partsOf(12288, 4096), { parts: 3, length: 4096 }, 'equal parts where there are');
  t.end();
});

test('long rows, in one piece or between other axes, fold to what a loop makes of them', (t) => {
  for (const size of sizes) {
    const x = scrambled([2, size, 2]);
    const numbers = x.toTypedArray();
    const rows = [0, 1, 2, 3].map((row) =>
      Array.from({ length: size }, (_, k) => numbers[(Math.floor(row / 2) * size + k) * 2 + (row % 2)]),
    );
    const largest = rows.map((row) => row.reduce((a, b) => (b > a ? b : a)));
    const smallest = rows.map((row) => row.reduce((a, b) => (b < a ? b : a)));
    const flat = (tensor: Tensor) => [...tensor.toTypedArray()];
    t.deepEqual(
      flat(reduce.sum(x, 1)),
      rows.map((row) => row.reduce((a, b) => a + b)),
      `sum of ${size}`,
    );
    t.deepEqual(flat(extremes.amax(x, 1)), largest, `amax of ${size}`);
    t.deepEqual(
      flat(extremes.argmax(x, 1)),
      rows.map((row, i) => row.indexOf(largest[i])),
      `argmax of ${size}`,
    );
    t.deepEqual(
      flat(extremes.argmin(x, 1)),
      rows.map((row, i) => row.indexOf(smallest[i])),
      `argmin of ${size}`,
    );
  }
  t.end();
});

test('a NaN in the last part of a long row, and integers, fold as in a short one', (t) => {
  const numbers = new Float32Array(4099).fill(-1);
  numbers[4098] = Number.NaN;
  const x = fromArray(numbers, [4099]);
  t.equal(extremes.amax(x).item(), Number.NaN);
  t.equal(extremes.argmax(x).item(), 4098);
  const least = fromArray(new Int32Array(4099).fill(-(2 ** 31)), [4099]);
  t.equal(extremes.amax(least).item(), -(2 ** 31), 'what a part is filled up with does not win');
  t.equal(extremes.argmax(least).item(), 0);
  const bytes = fromArray(new Uint8Array(4099).fill(255), [4099]);
  t.equal(extremes.amin(bytes).item(), 255);
  t.equal(reduce.any(fromArray(new Uint8Array(4099), [4099], { dtype: 'bool' })).item(), 0);
  t.equal(reduce.all(fromArray(new Uint8Array(4099).fill(1), [4099], { dtype: 'bool' })).item(), 1);
  t.end();
});

test('the gradient of a long product goes back through its parts', (t) => {
  for (const size of [65, 67, 130]) {
    const x = fromArray(
      Float64Array.from({ length: size }, (_, i) => (i === 3 ? 0 : 1 + ((i * 31) % 7) / 64)),
      [size],
    );
    x.requiresGrad = true;
    hasRightGradient(t, (y) => reduce.prod(y), [x], `${size} factors, one of them 0`);
  }
  t.end();
});
