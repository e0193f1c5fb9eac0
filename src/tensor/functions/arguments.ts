import { promote } from '../../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { batchChange } from '../../history/advice.ts';
import type { Pair } from '../../ops/window/geometry.ts';
import { addressable } from '../../shape/checkShape.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { Tensor } from '../tensor.ts';

/** One number for both directions, alone or in a list, or [down, across]. */
export type PairLike = number | Pair | readonly [number];

/** [value, value] for a number. */
export function pair(operation: string, name: string, value: PairLike): Pair {
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value) && value.length === 1) return [value[0], value[0]];
  if (!Array.isArray(value) || value.length !== 2) {
    throw new ArgumentError(operation, `${name} must be a number or a pair [down, across], but is ${String(value)}`);
  }
  return value;
}

/** The axis that `dim` names, counted from the end where it is negative. @throws ShapeError if there is none. */
export function axisOf(operation: string, dim: number, { shape }: { readonly shape: Shape }): number {
  const axes = Math.max(shape.length, 1); // a scalar counts as a vector of one element here, as in PyTorch
  const axis = dim < 0 ? dim + axes : dim;
  if (!Number.isInteger(axis) || axis < 0 || axis >= axes) {
    throw new ShapeError(operation, `dim must be an integer in ${-axes} … ${axes - 1}, but is ${dim}`, {
      input: shape,
    });
  }
  return axis;
}

/** The axes that `dim` names, ascending; all of them where it is undefined. @throws ShapeError if one is named twice. */
export function axesOf(operation: string, dim: number | readonly number[] | undefined, input: Tensor): number[] {
  if (dim === undefined || (Array.isArray(dim) && dim.length === 0)) return input.shape.map((_, axis) => axis);
  const dims: readonly number[] = typeof dim === 'number' ? [dim] : dim;
  if (!Array.isArray(dims)) {
    throw new ArgumentError(operation, `dim must be an integer or a list of them, but is ${JSON.stringify(dim)}`);
  }
  const axes = dims.map((d) => axisOf(operation, d, input)).sort((a, b) => a - b);
  if (new Set(axes).size !== axes.length) {
    throw new ShapeError(operation, `dim [${dims.join(', ')}] names an axis twice`, { input: input.shape });
  }
  return input.ndim === 0 ? [] : axes;
}

/** The axes that `dims` name, in their order. @throws ShapeError if one does not exist or is named twice. */
export function axesInOrder(
  operation: string,
  dims: number | readonly number[],
  input: { readonly shape: Shape },
): number[] {
  const list: readonly number[] = typeof dims === 'number' ? [dims] : dims;
  requireList(operation, 'dims', list);
  const axes = list.map((dim) => axisOf(operation, dim, input));
  if (new Set(axes).size !== axes.length) {
    throw new ShapeError(operation, `dims [${list.join(', ')}] name an axis twice`, { input: input.shape });
  }
  return axes;
}

/** The shape that all of these broadcast to: aligned at the end, each axis the common size, where 1 goes with any. */
export function broadcastShape(operation: string, shapes: Readonly<Record<string, Shape>>): Shape {
  const all = Object.values(shapes);
  const rank = Math.max(...all.map((shape) => shape.length));
  const common = Array.from({ length: rank }, (_, axis) => {
    let shared = 1;
    for (const shape of all) {
      const size = shape[axis - rank + shape.length] ?? 1;
      if (size !== 1 && shared !== 1 && size !== shared) {
        const fromEnd = rank - axis;
        throw new ShapeError(
          operation,
          `the shapes do not broadcast: axis −${fromEnd} is ${shared} in one and ${size} in another (sizes must be ` +
            `equal, or one of them 1)${broadcastAdvice(all)}`,
          shapes,
        );
      }
      if (size !== 1) shared = size;
    }
    return shared;
  });
  return addressable(operation, common);
}

/** What would make two shapes broadcast, if one is a vector that belongs along another axis than the last. */
function broadcastAdvice(shapes: readonly Shape[]): string {
  const change = batchChange(shapes);
  if (change !== undefined) return `: ${change}`;
  const [vector, other] = [...shapes].sort((a, b) => a.length - b.length);
  const axis = other.indexOf(vector[0]);
  if (shapes.length !== 2 || vector.length !== 1 || axis === -1 || other.lastIndexOf(vector[0]) !== axis) return '';
  const along = [...vector, ...other.slice(axis + 1).map(() => 1)];
  return `: to go along axis ${axis}, [${vector}] must be [${along.join(', ')}]`;
}

/** @throws ArgumentError unless `value` is a list; what is in it is for others to judge. */
export function requireList(operation: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) {
    throw new ArgumentError(operation, `${name} must be a list of integers, but is ${String(value)}`);
  }
}

/** @throws ArgumentError unless `value` is a number; with `least`, one of at least that, which NaN is not. */
export function requireNumber(operation: string, name: string, value: number, least?: number): void {
  if (typeof value !== 'number' || (least !== undefined && !(value >= least))) {
    const kind = least === undefined ? 'a number' : `a number of at least ${least}`;
    throw new ArgumentError(operation, `${name} must be ${kind}, but is ${String(value)}`);
  }
}

/** Refuses what is no tensor: a nested array, say. */
export function requireTensor(operation: string, name: string, value: unknown): void {
  if (!(value instanceof Tensor)) {
    throw new ArgumentError(operation, `${name} must be a tensor, such as tensor([1, 2]), but is ${String(value)}`);
  }
}

/** Refuses a tensor of another dtype. */
export function requireFloating(operation: string, name: string, tensor: Tensor): void {
  requireTensor(operation, name, tensor);
  if (promote(tensor.dtype, 'float32') !== tensor.dtype) {
    throw new DTypeError(operation, `${name} must be float32 or float64, but is ${tensor.dtype}. Use .to('float32').`);
  }
}
