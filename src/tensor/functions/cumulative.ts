import type { Operation } from '../../autograd/operation.ts';
import { isFloating } from '../../dtype.ts';
import { gather } from '../../ops/index/gather.ts';
import { type AxisParams, cumprod as cumprodOperation, cumsum as cumsumOperation } from '../../ops/scan/cumulative.ts';
import { cummaxIndices, cumminIndices } from '../../ops/scan/cumulativeExtreme.ts';
import { logCumSumExp } from '../../ops/scan/logCumSumExp.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axisOf, requireFloating } from './arguments.ts';
import { toDType } from './common.ts';
import type { ValuesAndIndices } from './extremes.ts';
import { reshape } from './move.ts';

/** The sum of everything up to here along `dim`. Integers and bool are summed as int32. */
export function cumsum(input: Tensor, dim: number): Tensor {
  return along('cumsum', cumsumOperation, isFloating(input.dtype) ? input : toDType(input, 'int32'), dim);
}

/** The product of everything up to here along `dim`. Integers and bool are multiplied as int32. */
export function cumprod(input: Tensor, dim: number): Tensor {
  return along('cumprod', cumprodOperation, isFloating(input.dtype) ? input : toDType(input, 'int32'), dim);
}

/** log Σ exp of everything up to here along `dim`. @throws DTypeError on integers. */
export function logcumsumexp(input: Tensor, dim: number): Tensor {
  requireFloating('logcumsumexp', 'input', input);
  return along('logcumsumexp', logCumSumExp, input, dim);
}

/** The largest number up to here along `dim`, and where it stands: the last of several. From the first NaN on, NaN. */
export function cummax(input: Tensor, dim: number): ValuesAndIndices {
  return extremeAlong('cummax', cummaxIndices, input, dim);
}

/** The smallest number up to here along `dim`, and where it stands: the last of several. From the first NaN on, NaN. */
export function cummin(input: Tensor, dim: number): ValuesAndIndices {
  return extremeAlong('cummin', cumminIndices, input, dim);
}

function extremeAlong(name: string, operation: Operation<AxisParams>, input: Tensor, dim: number): ValuesAndIndices {
  const axis = axisOf(name, dim, input);
  const rows = input.ndim === 0 ? reshape(input, [1]) : input;
  const indices = apply(operation, [rows], { axis });
  const values = apply(gather, [rows, indices], { axis });
  return { values: reshape(values, input.shape), indices: reshape(indices, input.shape) };
}

function along(name: string, operation: Operation<AxisParams>, input: Tensor, dim: number): Tensor {
  const axis = axisOf(name, dim, input);
  const rows = input.ndim === 0 ? reshape(input, [1]) : input;
  const result = apply(operation, [rows], { axis });
  return input.ndim === 0 ? reshape(result, []) : result;
}
