import { ArgumentError, ShapeError } from '../../errors.ts';
import { band } from '../../ops/move/band.ts';
import { cut } from '../../ops/move/cut.ts';
import { place } from '../../ops/move/place.ts';
import { checkOptions } from '../../options.ts';
import { checkShape } from '../../shape/checkShape.ts';
import { type Cut, wholeCut } from '../../shape/cut.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesInOrder } from './arguments.ts';
import { movedim, reshape } from './move.ts';

/** Which diagonal, and of which matrices. */
export interface DiagonalOptions {
  /** 0 is the main diagonal, positive ones lie above it. */
  readonly offset?: number;
  /** The axis of the rows. */
  readonly dim1?: number;
  /** The axis of the columns. */
  readonly dim2?: number;
}

/**
 * A diagonal of every matrix, as the last axis of the result; the two axes of the matrices disappear. A copy.
 *
 * In a matrix of `columns` columns that lies in a row, neighbours on a diagonal are columns + 1 apart: the diagonal is
 * one cut of that row.
 */
export function diagonal(input: Tensor, options: DiagonalOptions = {}): Tensor {
  checkOptions('diagonal', options, ['offset', 'dim1', 'dim2']);
  const { offset = 0, dim1 = 0, dim2 = 1 } = options;
  checkOffset('diagonal', offset);
  const axes = axesInOrder('diagonal', [dim1, dim2], input);
  const matrices = movedim(input, axes, [-2, -1]);
  const [rows, columns] = matrices.shape.slice(-2);
  const outer = matrices.shape.slice(0, -2);
  const row = reshape(matrices, [...outer, rows * columns]);
  return apply(cut, [row], { cuts: [...outer.map(wholeCut), diagonalCut(rows, columns, offset)] });
}

/**
 * Matrices with the last axis of the input on a diagonal and zeros elsewhere: what `diagonal` undoes. The two axes of
 * the matrices become axes `dim1` and `dim2` of the result.
 */
export function diagEmbed(input: Tensor, options: DiagonalOptions = {}): Tensor {
  checkOptions('diagEmbed', options, ['offset', 'dim1', 'dim2']);
  const { offset = 0, dim1 = -2, dim2 = -1 } = options;
  checkOffset('diagEmbed', offset);
  if (input.ndim === 0) {
    throw new ShapeError('diagEmbed', 'expects at least one axis', { input: input.shape });
  }
  const outer = input.shape.slice(0, -1);
  const size = input.shape[input.ndim - 1] + Math.abs(offset);
  const shape = [...outer, size, size];
  checkShape('diagEmbed', shape);
  const axes = axesInOrder('diagEmbed', [dim1, dim2], { shape });
  const axis = outer.length;
  const placed = apply(place, [input], { axis, cut: diagonalCut(size, size, offset), size: size * size });
  return movedim(reshape(placed, shape), [-2, -1], axes);
}

/** A vector's matrix with the vector on a diagonal, or a matrix's diagonal. @throws ShapeError for other shapes. */
export function diag(input: Tensor, offset = 0): Tensor {
  if (input.ndim !== 1 && input.ndim !== 2) {
    throw new ShapeError('diag', 'expects a vector or a matrix. Use diagonal or diagEmbed', { input: input.shape });
  }
  return input.ndim === 1 ? diagEmbed(input, { offset }) : diagonal(input, { offset });
}

/** Every matrix (the last two axes) with zeros above a diagonal: its lower triangle. */
export function tril(input: Tensor, offset = 0): Tensor {
  checkMatrices('tril', input, offset);
  return apply(band, [input], { lowest: -input.shape[input.ndim - 2], highest: offset });
}

/** Every matrix (the last two axes) with zeros below a diagonal: its upper triangle. */
export function triu(input: Tensor, offset = 0): Tensor {
  checkMatrices('triu', input, offset);
  return apply(band, [input], { lowest: offset, highest: input.shape[input.ndim - 1] });
}

function checkMatrices(operation: string, input: Tensor, offset: number): void {
  checkOffset(operation, offset);
  if (input.ndim < 2) {
    throw new ShapeError(operation, `expects at least 2 axes, but there are ${input.ndim}`, { input: input.shape });
  }
}

function checkOffset(operation: string, offset: number): void {
  if (!Number.isSafeInteger(offset)) {
    throw new ArgumentError(operation, `offset must be an integer, but is ${offset}`);
  }
}

/** Where a diagonal lies in a matrix that is seen as one row. */
function diagonalCut(rows: number, columns: number, offset: number): Cut {
  const firstRow = Math.max(-offset, 0);
  const firstColumn = Math.max(offset, 0);
  const size = Math.max(Math.min(rows - firstRow, columns - firstColumn), 0);
  return { start: size === 0 ? 0 : firstRow * columns + firstColumn, step: columns + 1, size };
}
