import { promote } from '../../dtype.ts';
import { ArgumentError, ShapeError } from '../../errors.ts';
import { cat as catOperation } from '../../ops/move/cat.ts';
import { checkOptions } from '../../options.ts';
import { checkShape } from '../../shape/checkShape.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import { apply, Tensor } from '../tensor.ts';
import { axisOf, broadcastShape } from './arguments.ts';
import { expandTo, toDType } from './common.ts';
import { reshape, transpose, unsqueeze } from './move.ts';

/**
 * Tensors joined along axis `dim`: all other sizes must be equal. Different dtypes become the widest. Tensors of shape
 * [0] go with any, as in PyTorch.
 *
 * @throws ShapeError naming the first tensor that does not fit.
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  const all = sameDType('cat', tensors);
  const scalar = all.findIndex((tensor) => tensor.ndim === 0);
  if (scalar !== -1) {
    throw new ShapeError('cat', `tensor ${scalar} is a scalar, which has no axis to join along. Use stack`, {});
  }
  const isLegacyEmpty = ({ shape }: Tensor) => shape.length === 1 && shape[0] === 0;
  const first = all.find((tensor) => !isLegacyEmpty(tensor)) ?? all[0];
  const axis = isLegacyEmpty(first) ? 0 : axisOf('cat', dim, first);
  const emptyPiece = first.shape.map((size, other) => (other === axis ? 0 : size));
  const pieces = all.map((tensor) => (isLegacyEmpty(tensor) ? reshape(tensor, emptyPiece) : tensor));
  pieces.forEach((piece, i) => {
    checkFits(first.shape, piece.shape, axis, i);
  });
  const total = pieces.reduce((sum, { shape }) => sum + shape[axis], 0);
  checkShape(
    'cat',
    first.shape.map((size, other) => (other === axis ? total : size)),
  );
  return apply(catOperation, pieces, { axis });
}

function checkFits(first: Shape, other: Shape, axis: number, which: number): void {
  if (other.length !== first.length || other.some((size, k) => k !== axis && size !== first[k])) {
    const problem = `all sizes but those of axis ${axis} must be equal${catAdvice(first, other, axis)}`;
    throw new ShapeError('cat', problem, { first, [`tensor ${which}`]: other });
  }
}

/** Along which axis two shapes could be joined, or with which one more. */
function catAdvice(first: Shape, other: Shape, axis: number): string {
  if (first.length === other.length) {
    const differing = first.flatMap((size, k) => (size === other[k] ? [] : [k]));
    return differing.length === 1 ? `; they differ along axis ${differing[0]}: cat(tensors, ${differing[0]})` : '';
  }
  const [shorter, longer] = [first, other].sort((a, b) => a.length - b.length);
  const isSlice =
    longer.length === shorter.length + 1 &&
    sameShape(
      shorter,
      longer.filter((_, k) => k !== axis),
    );
  return isSlice ? `; unsqueeze(${axis}) gives [${shorter.join(', ')}] the axis that it lacks` : '';
}

/** Tensors of one shape laid along a new axis `dim`. @throws ShapeError if the shapes differ. */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  const all = sameDType('stack', tensors);
  const [{ shape }] = all;
  all.forEach((tensor, i) => {
    if (tensor.ndim !== shape.length || tensor.shape.some((size, axis) => size !== shape[axis])) {
      throw new ShapeError('stack', 'all shapes must be equal', { first: shape, [`tensor ${i}`]: tensor.shape });
    }
  });
  const axis = axisOf('stack', dim, { shape: [1, ...shape] });
  return cat(
    all.map((tensor) => unsqueeze(tensor, axis)),
    axis,
  );
}

/** Tensors side by side: joined along the second axis (vectors and scalars, as vectors, along their only one). */
export function hstack(tensors: readonly Tensor[]): Tensor {
  const all = sameDType('hstack', tensors).map(atleast1d);
  return cat(all, all[0].ndim === 1 ? 0 : 1);
}

/** Tensors one under the other: joined along the first axis, vectors as rows. */
export function vstack(tensors: readonly Tensor[]): Tensor {
  return cat(sameDType('vstack', tensors).map(atleast2d), 0);
}

/** Tensors one behind the other: joined along the third axis, matrices as [rows, columns, 1], vectors as [1, size, 1]. */
export function dstack(tensors: readonly Tensor[]): Tensor {
  return cat(sameDType('dstack', tensors).map(atleast3d), 2);
}

/** Tensors side by side: joined along the second axis, vectors as columns. */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  const columns = sameDType('columnStack', tensors).map((tensor) =>
    tensor.ndim <= 1 ? reshape(tensor, [tensor.numel, 1]) : tensor,
  );
  return cat(columns, 1);
}

/** A scalar as a vector of one element; everything else as it is. */
export function atleast1d(input: Tensor): Tensor {
  return input.ndim === 0 ? reshape(input, [1]) : input;
}

/** Scalars and vectors as a matrix of one row; everything else as it is. */
export function atleast2d(input: Tensor): Tensor {
  return input.ndim < 2 ? reshape(input, [1, input.numel]) : input;
}

/** Scalars and vectors as [1, size, 1], matrices as [rows, columns, 1]; everything else as it is. */
export function atleast3d(input: Tensor): Tensor {
  return input.ndim === 2 ? unsqueeze(input, 2) : input.ndim < 2 ? reshape(input, [1, input.numel, 1]) : input;
}

/** Every tensor repeated to the shape that all of them broadcast to. */
export function broadcastTensors(tensors: readonly Tensor[]): Tensor[] {
  requireTensors('broadcastTensors', tensors);
  const shape = broadcastShape(
    'broadcastTensors',
    Object.fromEntries(tensors.map((tensor, i) => [`tensor ${i}`, tensor.shape])),
  );
  return tensors.map((tensor) => expandTo(tensor, shape));
}

/** How `meshgrid` lays out its axes. */
export interface MeshgridOptions {
  /** 'ij': axis k runs along tensor k. 'xy': the first two are exchanged, as x and y in a picture. */
  readonly indexing?: 'ij' | 'xy';
}

/** The coordinates of a grid: for every vector, its values spread over the grid that all of them span. */
export function meshgrid(tensors: readonly Tensor[], options: MeshgridOptions = {}): Tensor[] {
  checkOptions('meshgrid', options, ['indexing']);
  const { indexing = 'ij' } = options;
  requireTensors('meshgrid', tensors);
  if (indexing !== 'ij' && indexing !== 'xy') {
    throw new ArgumentError('meshgrid', `indexing must be 'ij' or 'xy', but is ${String(indexing)}`);
  }
  const vectors = tensors.map(atleast1d);
  vectors.forEach(({ shape }, i) => {
    if (shape.length !== 1) throw new ShapeError('meshgrid', `tensor ${i} is no vector`, { [`tensor ${i}`]: shape });
  });
  const shape = vectors.map(({ numel }) => numel);
  const grids = vectors.map((vector, axis) => {
    const along = shape.map((size, other) => (other === axis ? size : 1));
    return expandTo(reshape(vector, along), shape);
  });
  return indexing === 'xy' && grids.length > 1 ? grids.map((grid) => transpose(grid, 0, 1)) : grids;
}

/** The tensors in their widest dtype. @throws ArgumentError if there are none. */
function sameDType(operation: string, tensors: readonly Tensor[]): Tensor[] {
  requireTensors(operation, tensors);
  const dtype = tensors.map((tensor) => tensor.dtype).reduce(promote);
  return tensors.map((tensor) => toDType(tensor, dtype));
}

function requireTensors(operation: string, tensors: readonly Tensor[]): void {
  if (!Array.isArray(tensors) || tensors.length === 0 || tensors.some((tensor) => !(tensor instanceof Tensor))) {
    throw new ArgumentError(operation, 'expects an array of at least one tensor');
  }
}
