import { ShapeError } from '../../errors.ts';
import { matmul as matmulOperation } from '../../ops/matmul.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { reshape } from './move.ts';
import { add } from './pointwise.ts';

/**
 * input · weightᵀ + bias, for the last axis of the input.
 *
 *   input   [..., inFeatures]
 *   weight  [outFeatures, inFeatures]
 *   bias    [outFeatures]
 *   output  [..., outFeatures]
 *
 * @throws ShapeError if the features do not agree.
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const inFeatures = input.shape[input.ndim - 1];
  const [outFeatures, expected] = weight.shape;
  if (weight.ndim !== 2 || inFeatures !== expected) {
    const problem = `the last axis of input must have the ${expected} features that weight expects, but has ${inFeatures}`;
    throw new ShapeError('linear', problem, { input: input.shape, weight: weight.shape });
  }
  if (bias !== undefined && (bias.ndim !== 1 || bias.shape[0] !== outFeatures)) {
    throw new ShapeError('linear', `bias must be [${outFeatures}]`, { bias: bias.shape, weight: weight.shape });
  }
  const leading = input.shape.slice(0, -1);
  const rows = reshape(input, [1, elementCount(leading), inFeatures]);
  const weights = reshape(weight, [1, outFeatures, inFeatures]);
  const product = reshape(apply(matmulOperation, [rows, weights], { transposeB: true }), [...leading, outFeatures]);
  return bias === undefined ? product : add(product, bias);
}
