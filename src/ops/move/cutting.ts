import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { CutSizes } from '../../kernels/move/cutSizes.ts';
import { place } from '../../kernels/move/place.ts';
import { type Cut, wholeCut } from '../../shape/cut.ts';
import { elementCount, rowMajorStrides, type Shape } from '../../shape/rowMajor.ts';
import { readStrided } from './read.ts';

/** A cut of one axis, which has `size` elements. */
export interface AxisCut {
  readonly axis: number;
  readonly cut: Cut;
  readonly size: number;
}

/** The piece that one cut per axis takes. */
export function readCuts(run: Run, input: NdArray, cuts: readonly Cut[]): NdArray {
  const inputStrides = rowMajorStrides(input.shape);
  return readStrided(run, input, {
    shape: cuts.map(({ size }) => size),
    strides: cuts.map(({ step }, axis) => step * inputStrides[axis]),
    offset: cuts.reduce((offset, { start }, axis) => offset + start * inputStrides[axis], 0),
  });
}

/** The piece that a cut of one axis takes. */
export function takeAlong(run: Run, input: NdArray, { axis, cut }: AxisCut): NdArray {
  return readCuts(
    run,
    input,
    input.shape.map((size, other) => (other === axis ? cut : wholeCut(size))),
  );
}

/** Zeros, but for a piece at the places of a cut of one axis. */
export function placeAlong(run: Run, piece: NdArray, axisCut: AxisCut): NdArray {
  const shape = piece.shape.map((size, axis) => (axis === axisCut.axis ? axisCut.size : size));
  return run(place, [piece], { sizes: cutSizes(shape, axisCut), shape, dtype: piece.storage.dtype });
}

/** The sizes of the kernels that put a piece into a tensor of `shape`. */
export function cutSizes(shape: Shape, { axis, cut, size }: AxisCut): CutSizes {
  const inner = elementCount(shape.slice(axis + 1));
  return { axisSize: size, start: cut.start, step: cut.step, cutSize: cut.size, inner };
}
