import fc from 'fast-check';
import { elementCount, type Shape } from '../../src/shape/rowMajor.ts';
import { fromArray } from '../../src/tensor/fromArray.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { shapeOf } from './arbitraries.ts';
import { at, coordinatesOf } from './coordinates.ts';

/** Some axes of a shape, ascending, with at least one. */
export function axesIn(shape: Shape): fc.Arbitrary<number[]> {
  return fc.subarray(
    shape.map((_, axis) => axis),
    { minLength: 1 },
  );
}

/** The numbers that a reduction over `axes` folds, a row for every element of its output. Bare loops. */
export function rowsOver(input: Tensor, axes: readonly number[]): number[][] {
  const kept = input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const folded = input.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  const within = coordinatesOf(folded);
  return coordinatesOf(kept).map((corner) =>
    within.map((step) =>
      at(
        input,
        corner.map((place, axis) => place + step[axis]),
      ),
    ),
  );
}

/** A float64 tensor of numbers that all differ, and differ from 0 too: where extremes and norms have no kinks. */
export function distinctOf(shape: Shape): fc.Arbitrary<Tensor> {
  const count = elementCount(shape);
  const places = Array.from({ length: count }, (_, place) => place);
  return fc.shuffledSubarray(places, { minLength: count, maxLength: count }).map((order) => {
    const numbers = Float64Array.from(order, (place) => (place - count / 2) / 2 + 0.125);
    const made = fromArray(numbers, shape, { device: 'reference' });
    made.requiresGrad = true;
    return made;
  });
}

/** A tensor without empty axes, and some of its axes. */
export function reductionCase(
  tensorOf: (shape: Shape) => fc.Arbitrary<Tensor>,
  { maxRank = 3, maxSize = 3 } = {},
): fc.Arbitrary<{ input: Tensor; axes: number[] }> {
  return shapeOf({ minRank: 1, maxRank, minSize: 1, maxSize }).chain((shape) =>
    fc.record({ input: tensorOf(shape), axes: axesIn(shape) }),
  );
}
