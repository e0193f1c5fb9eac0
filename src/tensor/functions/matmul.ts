import { ShapeError } from '../../errors.ts';
import { type MatmulParams, matmul as matmulOperation } from '../../ops/matmul.ts';
import { checkOptions } from '../../options.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { broadcastShape } from './arguments.ts';
import { expandTo } from './common.ts';
import { checkAxes, checkSameDType, innerSizesDiffer } from './matrices.ts';
import { reshape } from './move.ts';
import { mul } from './pointwise.ts';

/**
 * The matrix product input · other, in all of PyTorch's forms:
 *
 *   [n] · [n]                          a scalar
 *   [r, n] · [n]       [n] · [n, c]    a vector
 *   [r, n] · [n, c]                    a matrix
 *   [..., r, n] · [..., n, c]          a matrix for every batch entry; batch axes are broadcast
 *
 * A transposed matrix need not be copied first: `{ transposeA: true }` reads input as [..., n, r], `{ transposeB: true }`
 * reads other as [..., c, n], where they lie.
 *
 * @throws ShapeError for scalars, inner sizes that differ, batch axes that do not broadcast. DTypeError for two dtypes.
 */
export function matmul(input: Tensor, other: Tensor, params: MatmulParams = {}): Tensor {
  checkOptions('matmul', params, ['transposeA', 'transposeB']);
  checkSameDType('matmul', { a: input, b: other });
  if (input.ndim === 0 || other.ndim === 0) {
    const rule = 'both operands need at least one axis; to multiply by a scalar use mul';
    throw new ShapeError('matmul', rule, { a: input.shape, b: other.shape });
  }
  const a = input.ndim === 1 ? reshape(input, params.transposeA ? [input.numel, 1] : [1, input.numel]) : input;
  const b = other.ndim === 1 ? reshape(other, params.transposeB ? [1, other.numel] : [other.numel, 1]) : other;
  const shapeA = turned(a.shape, params.transposeA);
  const shapeB = turned(b.shape, params.transposeB);
  if (shapeA[shapeA.length - 1] !== shapeB[shapeB.length - 2]) {
    throw innerSizesDiffer('matmul', input.ndim === 1 ? input.shape : shapeA, other.ndim === 1 ? other.shape : shapeB);
  }
  const batch = broadcastShape('matmul', { a: a.shape.slice(0, -2), b: b.shape.slice(0, -2) });
  const operands = [fitTo(batch, a), fitTo(batch, b)];
  const product = apply(matmulOperation, operands, { ...params, batch });
  if (input.ndim > 1 && other.ndim > 1) return product;

  const rows = input.ndim > 1 ? [product.shape[product.ndim - 2]] : [];
  const columns = other.ndim > 1 ? [product.shape[product.ndim - 1]] : [];
  return reshape(product, [...batch, ...rows, ...columns]);
}

/** [r, n] · [n, c], without broadcasting. */
export function mm(input: Tensor, mat2: Tensor): Tensor {
  checkAxes('mm', { input: [input, 2], mat2: [mat2, 2] });
  return matmul(input, mat2);
}

/** [batch, r, n] · [batch, n, c], without broadcasting. */
export function bmm(input: Tensor, mat2: Tensor): Tensor {
  checkAxes('bmm', { input: [input, 3], mat2: [mat2, 3] });
  if (input.shape[0] !== mat2.shape[0]) {
    const rule = `the batches must be equal, but are ${input.shape[0]} and ${mat2.shape[0]}; matmul broadcasts`;
    throw new ShapeError('bmm', rule, { input: input.shape, mat2: mat2.shape });
  }
  return matmul(input, mat2);
}

/** [r, n] · [n]. */
export function mv(input: Tensor, vec: Tensor): Tensor {
  checkAxes('mv', { input: [input, 2], vec: [vec, 1] });
  return matmul(input, vec);
}

/** Σ inputᵢ · otherᵢ of two vectors. */
export function dot(input: Tensor, other: Tensor): Tensor {
  checkAxes('dot', { input: [input, 1], other: [other, 1] });
  return matmul(input, other);
}

/** `dot`: PyTorch's name for the product that conjugates its first operand, which real numbers do not notice. */
export function vdot(input: Tensor, other: Tensor): Tensor {
  checkAxes('vdot', { input: [input, 1], other: [other, 1] });
  return matmul(input, other);
}

/** Every product of an element of one vector with one of another: [r] and [c] give [r, c]. */
export function outer(input: Tensor, vec2: Tensor): Tensor {
  checkAxes('outer', { input: [input, 1], vec2: [vec2, 1] });
  return matmul(reshape(input, [input.numel, 1]), reshape(vec2, [1, vec2.numel]));
}

/** Sums of products along the last axis of both: [..., n] and [...others, n] give [..., ...others]. */
export function inner(input: Tensor, other: Tensor): Tensor {
  if (input.ndim === 0 || other.ndim === 0) return mul(input, other);
  const size = input.shape[input.ndim - 1];
  if (size !== other.shape[other.ndim - 1]) {
    const rule = `the last axes must be equal, but are ${size} and ${other.shape[other.ndim - 1]}`;
    throw new ShapeError('inner', rule, { input: input.shape, other: other.shape });
  }
  const leading = [input.shape.slice(0, -1), other.shape.slice(0, -1)];
  const [rows, columns] = leading.map((shape, i) => reshape([input, other][i], [elementCount(shape), size]));
  return reshape(matmul(rows, columns, { transposeB: true }), leading.flat());
}

/** A shape with its last two axes exchanged, if `transpose`. */
function turned(shape: Shape, transpose = false): Shape {
  return transpose ? [...shape.slice(0, -2), shape[shape.length - 1], shape[shape.length - 2]] : shape;
}

/** An operand with as many matrices as there are batch entries, or with one, which is shared without a copy. */
function fitTo(batch: Shape, operand: Tensor): Tensor {
  const own = elementCount(operand.shape.slice(0, -2));
  const count = elementCount(batch);
  const fits = own === count || (own === 1 && count > 0);
  return fits ? operand : expandTo(operand, [...batch, ...operand.shape.slice(-2)]);
}
