import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { DType } from '../../dtype.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { amax } from '../../kernels/reduce/amax.ts';
import { amin } from '../../kernels/reduce/amin.ts';
import { fillRows } from '../../kernels/reduce/fillRows.ts';
import { prod } from '../../kernels/reduce/prod.ts';
import type { ReduceSizes } from '../../kernels/reduce/reduceSizes.ts';
import { sum } from '../../kernels/reduce/sum.ts';
import { elementCount, rowMajorStrides, type Shape } from '../../shape/rowMajor.ts';
import { readStrided } from '../move/read.ts';

/** A kernel that folds rows, and the number that can stand in a row without changing what it folds to. */
export interface Fold {
  readonly kernel: Kernel<ReduceSizes>;
  neutral(dtype: DType): number;
  /** Longer rows are folded in parts. */
  readonly longestRow: number;
}

/** So that the rounding error, and the length of one thread's work, stay bounded. */
export const longestRow = 4096;

export const sumFold: Fold = { kernel: sum, neutral: () => 0, longestRow };
/** Short parts: the gradient of a factor multiplies all the others of its part. */
export const prodFold: Fold = { kernel: prod, neutral: () => 1, longestRow: 64 };
export const amaxFold: Fold = { kernel: amax, neutral: lowest, longestRow };
export const aminFold: Fold = { kernel: amin, neutral: highest, longestRow };

/** The least number of a dtype. */
export function lowest(dtype: DType): number {
  if (dtype === 'int32') return -(2 ** 31);
  return dtype === 'uint8' || dtype === 'bool' ? 0 : -Infinity;
}

/** The greatest number of a dtype. */
export function highest(dtype: DType): number {
  if (dtype === 'int32') return 2 ** 31 - 1;
  if (dtype === 'uint8') return 255;
  return dtype === 'bool' ? 1 : Infinity;
}

/** Folds over `axes` (each named once, ascending), leaving size 1 in their place. */
export function foldAxes(run: Run, input: NdArray, axes: readonly number[], fold: Fold): NdArray {
  let folded = input;
  for (const step of foldSteps(input.shape, axes, fold.longestRow)) {
    folded = foldStep(run, fill(run, folded, step, fold), step, fold);
  }
  return { shape: folded === input ? input.shape : foldedShape(input.shape, axes), storage: folded.storage };
}

/** The shape in which the folded axes have size 1. */
export function foldedShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** A shape as [outer, size, inner], where size is that of `axis`. */
export function rowsAlong(shape: Shape, axis: number): ReduceSizes {
  return { outer: elementCount(shape.slice(0, axis)), size: shape[axis], inner: elementCount(shape.slice(axis + 1)) };
}

/**
 * One kernel call of a reduction. The array is seen as [outer, size, inner]; the row of `size` elements is filled up to
 * `parts` · `length`, and every part becomes one number: [outer, parts, inner].
 */
export interface FoldStep extends RowCut {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** A row cut into equal parts. */
export interface RowCut {
  readonly parts: number;
  readonly length: number;
}

/**
 * The steps that fold `axes`. Neighbouring axes are one row; the last run of neighbours goes first. A long row takes
 * several steps: its parts, then the parts of what those gave, until one number is left.
 */
export function foldSteps(shape: Shape, axes: readonly number[], longest: number): FoldStep[] {
  const steps: FoldStep[] = [];
  let left = shape;
  for (let end = axes.length; end > 0; ) {
    let start = end - 1;
    while (start > 0 && axes[start - 1] === axes[start] - 1) start--;
    const outer = elementCount(left.slice(0, axes[start]));
    const inner = elementCount(left.slice(axes[end - 1] + 1));
    let size = elementCount(left.slice(axes[start], axes[end - 1] + 1));
    let cut: RowCut;
    do {
      cut = partsOf(size, longest);
      steps.push({ outer, size, inner, ...cut });
      size = cut.parts;
    } while (cut.parts > 1);
    left = foldedShape(left, axes.slice(start, end));
    end = start;
  }
  return steps;
}

/**
 * Into how many parts a row is cut, and how long they are: a matter of its size alone. The fewest equal parts that are
 * short enough, if they are at least half as long as they may be; else the last part has to be filled up.
 */
export function partsOf(size: number, longest: number): RowCut {
  const fewest = Math.max(1, Math.ceil(size / longest));
  for (let parts = fewest; parts <= 2 * fewest; parts++) {
    if (size % parts === 0) return { parts, length: size / parts };
  }
  return { parts: fewest, length: Math.ceil(size / fewest) };
}

/** The rows of a step, filled up where its parts need that. */
export function fill(run: Run, input: NdArray, step: FoldStep, { neutral }: Pick<Fold, 'neutral'>): NdArray {
  const { outer, size, inner, parts, length } = step;
  const filledSize = parts * length;
  if (filledSize === size) return input;
  const { dtype } = input.storage;
  const request = { sizes: { outer, size, inner, filledSize }, scalars: [neutral(dtype)] };
  return run(fillRows, [input], { ...request, shape: [outer, filledSize, inner], dtype });
}

/** The rows of a step without what they were filled up with. */
export function unfill(run: Run, filled: NdArray, { outer, size, inner, parts, length }: FoldStep): NdArray {
  const shape = [outer, size, inner];
  if (parts * length === size) return { shape, storage: filled.storage };
  return readStrided(run, filled, { shape, strides: rowMajorStrides([outer, parts * length, inner]) });
}

/** Folds the parts of filled rows. */
export function foldStep(run: Run, filled: NdArray, step: FoldStep, { kernel }: Pick<Fold, 'kernel'>): NdArray {
  const { outer, inner, parts, length } = step;
  const sizes = { outer: outer * parts, size: length, inner };
  return run(kernel, [filled], { sizes, shape: [outer, parts, inner], dtype: filled.storage.dtype });
}
