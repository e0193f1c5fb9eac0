import { ArgumentError, ShapeError } from '../../errors.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import type { Tensor } from '../tensor.ts';
import { diagonal } from './diagonal.ts';
import { parseEquation } from './einsumEquation.ts';
import { matmul } from './matmul.ts';
import { checkSameDType } from './matrices.ts';
import { permute, reshape } from './move.ts';
import { mul } from './pointwise.ts';
import { sum } from './reduce.ts';

/** A tensor whose axes have names. */
interface Named {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/**
 * Einstein's sum: axes with one letter are walked together, and what the output does not name is summed over.
 *
 *   einsum('ij,jk->ik', a, b)         the matrix product
 *   einsum('bhid,bhjd->bhij', q, k)   attention scores
 *   einsum('ii->i', a)                a diagonal; 'ii' is its sum
 *   einsum('...ij->...ji', a)         a transpose; ... is whatever axes there are, and is broadcast
 *
 * Without `->`, the output has the axes of `...` and the letters that occur once, in alphabetical order. Operands are
 * joined two at a time, from the left, each time by one matrix product.
 *
 * @throws ArgumentError if the equation cannot be read. ShapeError if it does not fit the operands.
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  if (typeof equation !== 'string' || operands.length === 0) {
    throw new ArgumentError('einsum', "expects an equation and at least one operand: einsum('ij,jk->ik', a, b)");
  }
  checkSameDType('einsum', Object.fromEntries(operands.map((operand, i) => [`operand ${i}`, operand])));
  const shapes = operands.map(({ shape }) => shape);
  const { inputs, output, sizes } = parseEquation(equation, shapes);
  let [joined, ...pending] = operands.map((tensor, i) =>
    withoutSpread(diagonals({ tensor, labels: inputs[i] }), sizes),
  );
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const needed = new Set([...output, ...pending.flatMap(({ labels }) => labels)]);
    joined = contract(sumOver(joined, needed, next), sumOver(next, needed, joined), needed);
  }
  return inOrder(sumOver(joined, new Set(output)), output);
}

/** An axis named twice is walked along the diagonal. */
function diagonals({ tensor, labels }: Named): Named {
  const first = labels.findIndex((label, axis) => labels.indexOf(label, axis + 1) >= 0);
  if (first < 0) return { tensor, labels };
  const second = labels.indexOf(labels[first], first + 1);
  if (tensor.shape[first] !== tensor.shape[second]) {
    const rule = `"${labels[first]}" names axes of the sizes ${tensor.shape[first]} and ${tensor.shape[second]}`;
    throw new ShapeError('einsum', rule, { operand: tensor.shape });
  }
  const others = labels.filter((_, axis) => axis !== first && axis !== second);
  return diagonals({ tensor: diagonal(tensor, { dim1: first, dim2: second }), labels: [...others, labels[first]] });
}

/** Without the axes of size 1 that another operand has in full: that operand alone walks them. */
function withoutSpread({ tensor, labels }: Named, sizes: ReadonlyMap<string, number>): Named {
  const kept = labels.filter((label, axis) => tensor.shape[axis] === sizes.get(label));
  if (kept.length === labels.length) return { tensor, labels };
  const shape = tensor.shape.filter((size, axis) => size === sizes.get(labels[axis]));
  return { tensor: reshape(tensor, shape), labels: kept };
}

/** Summed over the axes that are needed neither later nor by `other`. */
function sumOver({ tensor, labels }: Named, needed: ReadonlySet<string>, other?: Named): Named {
  const summed = labels.flatMap((label, axis) => (needed.has(label) || other?.labels.includes(label) ? [] : [axis]));
  if (summed.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, summed), labels: labels.filter((_, axis) => !summed.includes(axis)) };
}

/**
 * Two operands become one. Axes of both are batch axes if needed later, else summed over; the others stay. So it is a
 * matrix product: a [batch, own, summed] · b [batch, summed, own].
 */
function contract(a: Named, b: Named, needed: ReadonlySet<string>): Named {
  const both = a.labels.filter((label) => b.labels.includes(label));
  const batch = both.filter((label) => needed.has(label));
  const summed = both.filter((label) => !needed.has(label));
  const ownA = a.labels.filter((label) => !both.includes(label));
  const ownB = b.labels.filter((label) => !both.includes(label));
  const labels = [...batch, ...ownA, ...ownB];
  if (labels.length === batch.length && summed.length === 0) {
    return { tensor: mul(inOrder(a, batch), inOrder(b, batch)), labels };
  }
  const left = asMatrices(a, [batch, ownA, summed]);
  const right = asMatrices(b, [batch, summed, ownB]);
  const product = matmul(left.tensor, right.tensor, { transposeA: left.turned, transposeB: right.turned });
  const sizeOf = (label: string) => sizeIn(a.labels.includes(label) ? a : b, label);
  return { tensor: reshape(product, labels.map(sizeOf)), labels };
}

/** A tensor as [batch, rows, columns]; turned, as [batch, columns, rows], if that is how it lies. */
function asMatrices(
  named: Named,
  [batch, rows, columns]: readonly (readonly string[])[],
): { tensor: Tensor; turned: boolean } {
  const turned = columns.length > 0 && sameOrder(named.labels, [...batch, ...columns, ...rows]);
  const groups = turned ? [batch, columns, rows] : [batch, rows, columns];
  const shape = groups.map((group) => elementCount(group.map((label) => sizeIn(named, label))));
  return { tensor: reshape(inOrder(named, groups.flat()), shape), turned };
}

function inOrder({ tensor, labels }: Named, order: readonly string[]): Tensor {
  return sameOrder(labels, order)
    ? tensor
    : permute(
        tensor,
        order.map((label) => labels.indexOf(label)),
      );
}

function sizeIn({ tensor, labels }: Named, label: string): number {
  return tensor.shape[labels.indexOf(label)];
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((label, i) => label === b[i]);
}
