import type { Shape } from '../../src/shape/rowMajor.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** Every coordinate of a shape, in row-major order. Bare loops: an oracle for whatever moves numbers. */
export function coordinatesOf(shape: Shape): number[][] {
  let all: number[][] = [[]];
  for (const size of shape) {
    const longer: number[][] = [];
    for (const coordinate of all) {
      for (let place = 0; place < size; place++) longer.push([...coordinate, place]);
    }
    all = longer;
  }
  return all;
}

/** The element of a tensor at a coordinate, found by walking its nested arrays. */
export function at(tensor: Tensor, coordinate: readonly number[]): number {
  let found: unknown = tensor.toArray();
  for (const place of coordinate) found = (found as unknown[])[place];
  return Number(found);
}

/** What a tensor would be whose element at each coordinate is `value(coordinate)`: its numbers in row-major order. */
export function numbersOf(shape: Shape, value: (coordinate: number[]) => number): number[] {
  return coordinatesOf(shape).map(value);
}

/** Whether two lists of numbers are equal, element by element. */
export function sameNumbers(actual: ArrayLike<number>, expected: readonly number[]): boolean {
  return actual.length === expected.length && expected.every((value, i) => actual[i] === value);
}
