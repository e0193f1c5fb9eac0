import { ArgumentError } from '../../errors.ts';
import { abs } from '../../ops/pointwise/unary.ts';
import { amax, amin } from '../../ops/reduce/extreme.ts';
import { norm as normOperation } from '../../ops/reduce/norm.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesOf, requireFloating } from './arguments.ts';
import { type Dim, nonemptyAxesOf, type ReduceOptions, reduceOver } from './reduceAxes.ts';

/**
 * The p-norm over `dim`, an axis or several; over everything without it: (Σ |x|^p)^(1/p).
 *
 *   p    2 ('fro', the default) the length of a vector · 1 the sum of the sizes · 0 how many are not 0
 *        Infinity the largest size · −Infinity the smallest
 *
 * The gradient is 0 at x = 0. Those that tie for the largest or smallest size share it evenly.
 *
 * @throws DTypeError on integers. ShapeError for an infinite norm of nothing.
 */
export function norm(input: Tensor, p: number | 'fro' = 2, dim?: Dim, options: ReduceOptions = {}): Tensor {
  requireFloating('norm', 'input', input);
  checkOptions('norm', options, ['keepdim']);
  const power = p === 'fro' ? 2 : p;
  if (typeof power !== 'number' || Number.isNaN(power)) {
    throw new ArgumentError('norm', `p must be a number or 'fro', but is ${String(p)}`);
  }
  if (Math.abs(power) === Infinity) {
    const axes = nonemptyAxesOf('norm', dim, input);
    return reduceOver(power > 0 ? amax : amin, apply(abs, [input], {}), { axes }, options);
  }
  return reduceOver(normOperation, input, { axes: axesOf('norm', dim, input), p: power }, options);
}
