import type { DType } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { requireInteger } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { zeros } from '../tensor/create.ts';
import { uniform_ } from './init.ts';
import { Parameter } from './Parameter.ts';

/** Where the parameters of a layer are made, and of what. */
export interface Placement {
  /** Default 'float32'. */
  readonly dtype?: Extract<DType, 'float32' | 'float64'>;
  /** Default: see `setDefaultDevice`. */
  readonly device?: string;
}

/** Options of layers that have a weight and a bias. */
export interface BiasOptions extends Placement {
  /** Whether the layer adds a number of its own to every output. Default true. */
  readonly bias?: boolean;
}

export const placementNames = ['dtype', 'device'] as const;

/** A parameter of zeros, to be initialised. */
export function emptyParameter(shape: Shape, { dtype = 'float32', device = 'default' }: Placement): Parameter {
  return new Parameter(zeros(shape, { dtype, device }));
}

/** PyTorch's first values for the layers that multiply and add: weight and bias uniform in ±1/√fanIn. */
export function uniformByFanIn(fanIn: number, weight: Parameter, bias: Parameter | undefined): void {
  // Without inputs there is nothing to draw: the weight is empty.
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  uniform_(weight, -bound, bound);
  if (bias !== undefined) uniform_(bias, -bound, bound);
}

/** One number for every axis, or a number for each. */
export type SizeLike = number | readonly number[];

/**
 * A number for each of `axes` axes, from one for all or a list.
 *
 * @throws ArgumentError unless there are as many, and all are integers of at least `least`.
 */
export function sizes(operation: string, name: string, value: SizeLike, axes: number, least = 1): readonly number[] {
  const list = typeof value === 'number' ? Array<number>(axes).fill(value) : value;
  if (!Array.isArray(list) || list.length !== axes) {
    const expected = axes === 1 ? 'a number' : `a number or ${axes} of them`;
    throw new ArgumentError(operation, `${name} must be ${expected}, but is ${JSON.stringify(value)}`);
  }
  for (const size of list) {
    if (!Number.isSafeInteger(size) || size < least) {
      const kind = least === 1 ? 'a positive integer' : `an integer of at least ${least}`;
      throw new ArgumentError(operation, `${name} must be ${kind}, but is ${String(size)}`);
    }
  }
  return list;
}

/** '1 channel', '3 channels' */
export function channelCount(count: number): string {
  return `${count} channel${count === 1 ? '' : 's'}`;
}

/** @throws ArgumentError unless `value` is a positive integer. */
export function checkCount(operation: string, name: string, value: number): number {
  requireInteger(operation, name, value, 1);
  return value;
}
