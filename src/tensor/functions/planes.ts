import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { reshape } from '../../ops/move/reshape.ts';
import type { Pair } from '../../ops/window/geometry.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating } from './arguments.ts';

/** A number along the one axis of a 1-d operation, alone or in a list. */
export type SingleLike = number | readonly [number];

/**
 * A row is an image of height 1. So every 1-d operation is the 2-d one on rows, and this makes [first, value] of its
 * one number, where `first` is what does nothing along the height.
 */
export function onRows(operation: string, name: string, value: SingleLike, first: number): Pair {
  const list: unknown = value;
  const single: unknown = Array.isArray(list) && list.length === 1 ? list[0] : list;
  if (typeof single !== 'number') {
    throw new ArgumentError(operation, `${name} must be a number, but is ${String(value)}`);
  }
  return [first, single];
}

/** [..., length] as [..., 1, length]. @throws ShapeError unless it is [images, channels, length] or [channels, length] */
export function asRows(operation: string, input: Tensor): Tensor {
  if (input.ndim !== 2 && input.ndim !== 3) {
    throw new ShapeError(operation, 'expects input [images, channels, length] or [channels, length]', {
      input: input.shape,
    });
  }
  return inForm(input, [...input.shape.slice(0, -1), 1, input.shape[input.ndim - 1]], 'start');
}

/** [..., 1, length] as [..., length], which `operation` gives. */
export function fromRows(operation: string, output: Tensor): Tensor {
  return inForm(output, [...output.shape.slice(0, -2), output.shape[output.ndim - 1]], 'end', operation);
}

/** A single image as a batch of one. */
export function asBatch(input: Tensor, axes: number): Tensor {
  return input.ndim === axes ? inForm(input, [1, ...input.shape], 'start') : input;
}

/** The one image of a batch of one, if `like` was a single image. */
export function likeBatch(output: Tensor, like: Tensor, axes: number): Tensor {
  return like.ndim === axes ? inForm(output, output.shape.slice(1), 'end') : output;
}

/** The same numbers in the form that an operation works on, or back in the one that was meant. */
function inForm(tensor: Tensor, shape: Shape, within: 'start' | 'end', name?: string): Tensor {
  return apply(reshape, [tensor], name === undefined ? { shape, within } : { shape, within, as: { name } });
}

/** Refuses tensors that are not of one floating dtype. */
export function requireOneFloat(operation: string, tensors: Readonly<Record<string, Tensor | undefined>>): void {
  let first: [name: string, tensor: Tensor] | undefined;
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor === undefined) continue;
    requireFloating(operation, name, tensor);
    first ??= [name, tensor];
    if (tensor.dtype !== first[1].dtype) {
      const [firstName, { dtype }] = first;
      throw new DTypeError(operation, `${name} is ${tensor.dtype}, but ${firstName} is ${dtype}. Use .to('${dtype}').`);
    }
  }
}
