import { ShapeError } from '../../errors.ts';
import { featuresFrom } from '../../history/advice.ts';
import { linear as linearOperation } from '../../ops/linear.ts';
import { apply, type Tensor } from '../tensor.ts';
import { matmul } from './matmul.ts';
import { checkSameDType } from './matrices.ts';
import { add } from './pointwise.ts';

/**
 * input · weightᵀ + bias, for the last axis of the input.
 *
 *   input   [..., inFeatures]
 *   weight  [outFeatures, inFeatures], or [inFeatures]: then the last axis is used up
 *   bias    [outFeatures]
 *   output  [..., outFeatures]
 *
 * @throws ShapeError if the features do not agree. DTypeError if the dtypes differ.
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const inFeatures = input.shape[input.ndim - 1];
  const expected = weight.shape[weight.ndim - 1];
  if (input.ndim === 0 || weight.ndim < 1 || weight.ndim > 2 || inFeatures !== expected) {
    const problem =
      input.ndim > 0 && (weight.ndim === 1 || weight.ndim === 2)
        ? `the last axis of input must have the ${expected} features that weight expects, but ${advice(input, weight)}`
        : 'input must have at least one axis, and weight one or two';
    throw new ShapeError('linear', problem, { input: input.shape, weight: weight.shape });
  }
  checkSameDType('linear', bias === undefined ? { input, weight } : { input, weight, bias });
  if (weight.ndim === 1) {
    const scores = matmul(input, weight);
    return bias === undefined ? scores : add(scores, bias);
  }
  if (bias === undefined) return apply(linearOperation, [input, weight], {});
  if (bias.ndim !== 1 || bias.shape[0] !== weight.shape[0]) {
    const problem = `bias must be [${weight.shape[0]}], one for every row of weight`;
    throw new ShapeError('linear', problem, { bias: bias.shape, weight: weight.shape });
  }
  return apply(linearOperation, [input, weight, bias], {});
}

/** What the last axis has, and where that comes from or what would fit. */
function advice(input: Tensor, weight: Tensor): string {
  const features = input.shape[input.ndim - 1];
  const made = featuresFrom(input.shape);
  if (made !== undefined) return made.says;
  return weight.ndim === 2 && weight.shape[0] === features
    ? `has ${features}; did you mean weight.t()?`
    : `has ${features}`;
}
