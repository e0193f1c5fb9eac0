import { ArgumentError, ShapeError } from '../../errors.ts';
import { cut } from '../../ops/move/cut.ts';
import { wholeCut } from '../../shape/cut.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesInOrder, axisOf, requireList } from './arguments.ts';
import { narrow } from './cut.ts';
import { cat } from './join.ts';
import { flatten, reshape, transpose } from './move.ts';

/** The named axes in reverse order. A copy. */
export function flip(input: Tensor, dims: number | readonly number[]): Tensor {
  const axes = axesInOrder('flip', dims, input);
  const cuts = input.shape.map((size, axis) =>
    axes.includes(axis) ? { start: Math.max(size - 1, 0), step: -1, size } : wholeCut(size),
  );
  return apply(cut, [input], { cuts });
}

/** Left and right exchanged: the second axis reversed. @throws ShapeError without a second axis. */
export function fliplr(input: Tensor): Tensor {
  return flip(input, axisOf('fliplr', 1, input));
}

/** Up and down exchanged: the first axis reversed. @throws ShapeError on a scalar. */
export function flipud(input: Tensor): Tensor {
  return flip(input, axisOf('flipud', 0, input));
}

/**
 * Every element moved `shifts` places along `dims`; what leaves at the end comes in at the start. Without `dims` the
 * tensor is rolled as one long row.
 *
 * @throws ArgumentError unless there is one shift for each axis.
 */
export function roll(input: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
  const by = typeof shifts === 'number' ? [shifts] : shifts;
  requireList('roll', 'shifts', by);
  if (dims === undefined && by.length === 1) {
    return reshape(rollAxis(flatten(input), by[0], 0), input.shape);
  }
  const along = typeof dims === 'number' ? [dims] : (dims ?? []);
  requireList('roll', 'dims', along);
  if (along.length !== by.length || by.length === 0) {
    throw new ArgumentError('roll', `needs one shift for each axis, but has ${by.length} for ${along.length} axes`);
  }
  return along.reduce((rolled, dim, i) => rollAxis(rolled, by[i], axisOf('roll', dim, input)), input);
}

function rollAxis(input: Tensor, shift: number, axis: number): Tensor {
  if (!Number.isInteger(shift)) {
    throw new ArgumentError('roll', `shifts must be integers, but one is ${shift}`);
  }
  if (input.ndim === 0) {
    throw new ShapeError('roll', 'a scalar has no axis to roll', { input: input.shape });
  }
  const size = input.shape[axis];
  const last = size === 0 ? 0 : ((shift % size) + size) % size; // how many come around
  return cat([narrow(input, axis, size - last, last), narrow(input, axis, 0, size - last)], axis);
}

/** Turned `k` times by 90° in the plane of two axes, from the first towards the second. A copy. */
export function rot90(input: Tensor, k = 1, dims: readonly [number, number] = [0, 1]): Tensor {
  const axes = axesInOrder('rot90', dims, input);
  if (!Number.isInteger(k) || axes.length !== 2) {
    throw new ArgumentError(
      'rot90',
      `k must be an integer and dims a pair, but they are ${k} and [${dims.join(', ')}]`,
    );
  }
  const [first, second] = axes;
  const quarters = ((k % 4) + 4) % 4;
  if (quarters === 0) return flip(input, []);
  if (quarters === 2) return flip(input, axes);
  return transpose(flip(input, quarters === 1 ? second : first), first, second);
}
