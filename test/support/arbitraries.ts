import fc from 'fast-check';
import { elementCount, type Shape } from '../../src/shape/rowMajor.ts';
import { fromArray } from '../../src/tensor/fromArray.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

// Generators that are valid by construction. Values are half-integers: sums and products of them are exact, so equality
// can be asked for, and a counterexample can be read.

/** −4, −3.5, … 4. */
export const halfInteger: fc.Arbitrary<number> = fc.integer({ min: -8, max: 8 }).map((value) => value / 2);

/** A shape of `minRank` to `maxRank` axes of at least `minSize` and at most `maxSize` elements. */
export function shapeOf({ minRank = 0, maxRank = 4, minSize = 0, maxSize = 3 } = {}): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: minSize, max: maxSize }), { minLength: minRank, maxLength: maxRank });
}

/** A float64 tensor of half-integers in a shape, with requiresGrad: ready for a gradient check. */
export function tensorOf(shape: Shape): fc.Arbitrary<Tensor> {
  const length = elementCount(shape);
  return fc.array(halfInteger, { minLength: length, maxLength: length }).map((values) => {
    const made = fromArray(Float64Array.from(values), shape, { device: 'reference' });
    made.requiresGrad = true;
    return made;
  });
}

/** An int32 tensor in a shape, of integers from `min` to `max`. */
export function indicesOf(shape: Shape, min: number, max: number): fc.Arbitrary<Tensor> {
  const length = elementCount(shape);
  return fc
    .array(fc.integer({ min, max }), { minLength: length, maxLength: length })
    .map((values) => fromArray(Int32Array.from(values), shape, { device: 'reference' }));
}
