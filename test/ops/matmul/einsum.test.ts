import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { einsum } from '../../../src/tensor/functions/einsum.ts';
import { kron, tensordot } from '../../../src/tensor/functions/products.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, coordinatesOf, numbersOf, sameNumbers } from '../../support/coordinates.ts';

/** Equations with letters only: one to three operands, letters that repeat, and some of them in the output. */
const equations = fc
  .record({
    terms: fc.array(fc.array(fc.constantFrom<string>('i', 'j', 'k'), { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    output: fc.shuffledSubarray(['i', 'j', 'k']),
    sizes: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    spread: fc.boolean(),
  })
  .chain(({ terms, output, sizes: [i, j, k], spread }) => {
    const sizes: Record<string, number> = { i, j, k };
    const named = output.filter((letter) => terms.some((term) => term.includes(letter)));
    // One operand may have size 1 where the others have more: it is broadcast. Not where its letter repeats.
    const shapes = terms.map((term, which) =>
      term.map((letter) =>
        spread && which === 0 && terms.length > 1 && new Set(term).size === term.length ? 1 : sizes[letter],
      ),
    );
    const equation = `${terms.map((term) => term.join('')).join(',')}->${named.join('')}`;
    return fc.record({
      equation: fc.constant(equation),
      terms: fc.constant(terms),
      output: fc.constant(named),
      operands: fc.tuple(...shapes.map((shape) => tensorOf(shape))),
    });
  });

/** The sum that an equation means: over every value of every letter. */
function meaningOf(
  terms: string[][],
  output: string[],
  operands: readonly Tensor[],
): { shape: number[]; numbers: number[] } {
  const letters = [...new Set(terms.flat())];
  const sizes = letters.map((letter) =>
    Math.max(
      ...terms.flatMap((term, i) => term.flatMap((own, axis) => (own === letter ? [operands[i].shape[axis]] : []))),
    ),
  );
  const shape = output.map((letter) => sizes[letters.indexOf(letter)]);
  const all = coordinatesOf(sizes);
  const numbers = numbersOf(shape, (place) => {
    const fitting = all.filter((values) => output.every((letter, k) => values[letters.indexOf(letter)] === place[k]));
    const products = fitting.map((values) =>
      terms.reduce((product, term, i) => {
        const own = term.map((letter, axis) => (operands[i].shape[axis] === 1 ? 0 : values[letters.indexOf(letter)]));
        return product * at(operands[i], own);
      }, 1),
    );
    return products.reduce((sum, x) => sum + x, 0);
  });
  return { shape, numbers };
}

const a = tensor([
  [1, 2],
  [3, 4],
]);
const v = tensor([1, 10]);

test('einsum writes products, sums, diagonals and transposes in one way', (t) => {
  t.deepEqual(einsum('ij,j->i', a, v).toArray(), [1 * 1 + 2 * 10, 3 * 1 + 4 * 10]);
  t.deepEqual(einsum('ij,jk->ik', a, a).toArray(), a.matmul(a).toArray());
  t.equal(einsum('ii', a).toArray(), 1 + 4);
  t.deepEqual(einsum('ii->i', a).toArray(), [1, 4]);
  t.deepEqual(einsum('ij->ji', a).toArray(), a.t().toArray());
  t.deepEqual(einsum('ij->', a).toArray(), 1 + 2 + 3 + 4);
  t.deepEqual(einsum('i,j->ij', v, v).toArray(), [
    [1, 10],
    [10, 100],
  ]);
  t.deepEqual(einsum('b, ij , a', v, a, v).shape, [2, 2, 2, 2], 'letters that occur once, in alphabetical order');
  t.deepEqual(einsum('ba', zeros([2, 3])).shape, [3, 2]);
  t.end();
});

test('three dots are whatever axes there are, and are broadcast', (t) => {
  t.deepEqual(einsum('...ij->...ji', zeros([5, 2, 3])).shape, [5, 3, 2]);
  t.deepEqual(einsum('...ij,jk->...ik', zeros([4, 5, 2, 3]), zeros([3, 6])).shape, [4, 5, 2, 6]);
  t.deepEqual(einsum('...i,...i', zeros([4, 1, 2]), zeros([5, 2])).shape, [4, 5]);
  t.equal(einsum('...->', a).toArray(), 1 + 2 + 3 + 4, 'what the output leaves out is summed over');
  t.deepEqual(einsum('i...->...i', zeros([2, 3, 4])).shape, [3, 4, 2]);
  t.end();
});

test('einsum is the sum over every value of every letter', (t) => {
  fc.assert(
    fc.property(equations, ({ equation, terms, output, operands }) => {
      const { shape, numbers } = meaningOf(terms, output, operands);
      const result = einsum(equation, ...operands);
      return result.shape.join() === shape.join() && sameNumbers(result.toTypedArray(), numbers);
    }),
    { numRuns: 200 },
  );
  t.pass();
  t.end();
});

test('einsum has the gradient of finite differences for every operand', (t) => {
  fc.assert(
    fc.property(equations, ({ equation, operands }) => gradcheck((...inputs) => einsum(equation, ...inputs), operands)),
    { numRuns: 30 },
  );
  t.pass();
  t.end();
});

test('equations that cannot be read or do not fit are refused', (t) => {
  t.throws(() => einsum('ij,jk->ik', a), /^ArgumentError: einsum: "ij,jk->ik" names 2 operands, but there are 1$/);
  t.throws(() => einsum('ij->ji->ij', a), /has more than one "->"/);
  t.throws(() => einsum('i1', a), /cannot read "i1"; it expects letters and at most one "\.\.\." for each operand/);
  t.throws(() => einsum('ij->ik', a), /the output's "k" is in no operand/);
  t.throws(() => einsum('ij->ii', a), /the output names "i" twice/);
  t.throws(() => einsum('ijk', a), /^ShapeError: einsum: "ijk" in "ijk" does not name the 2 axes of operand 0/);
  t.throws(
    () => einsum('ij,jk', a, zeros([3, 2])),
    /"j" in "ij,jk" is both 2 and 3\. Given operand 0 \[2, 2\], operand 1 \[3, 2\]/,
  );
  t.throws(() => einsum('ii', zeros([1, 2])), /"i" names axes of the sizes 1 and 2/);
  t.throws(() => einsum(a as never), /einsum: expects an equation and at least one operand/);
  t.end();
});

test("Kronecker's product puts a whole matrix in the place of every element", (t) => {
  t.deepEqual(kron(tensor([[1, 2]]), a).toArray(), [
    [1 * 1, 1 * 2, 2 * 1, 2 * 2],
    [1 * 3, 1 * 4, 2 * 3, 2 * 4],
  ]);
  fc.assert(
    fc.property(shapeOf({ maxRank: 3 }).chain(tensorOf), shapeOf({ maxRank: 3 }).chain(tensorOf), (x, y) => {
      const product = kron(x, y);
      const rank = Math.max(x.ndim, y.ndim);
      const sizesY = [...new Array<number>(rank - y.ndim).fill(1), ...y.shape];
      const expected = numbersOf(product.shape, (place) => {
        const block = place.map((p, k) => Math.floor(p / sizesY[k])).slice(rank - x.ndim);
        return at(x, block) * at(y, place.map((p, k) => p % sizesY[k]).slice(rank - y.ndim));
      });
      return sameNumbers(product.toTypedArray(), expected);
    }),
    { numRuns: 40 },
  );
  t.end();
});

test('tensordot pairs axes; trace sums a diagonal', (t) => {
  const x = zeros([2, 3, 4]);
  t.deepEqual(tensordot(x, zeros([3, 4, 5])).shape, [2, 5]);
  t.deepEqual(tensordot(x, zeros([5, 2]), [[0], [-1]]).shape, [3, 4, 5]);
  t.deepEqual(
    tensordot(a, a, [
      [0, 1],
      [1, 0],
    ]).toArray(),
    einsum('ij,ji', a, a).toArray(),
  );
  t.deepEqual(tensordot(a, v, 0).shape, [2, 2, 2]);
  t.equal(
    tensordot(a, tensor([[2, 3]]), [
      [0, 1],
      [0, 1],
    ]).toArray(),
    (1 + 3) * 2 + (2 + 4) * 3,
    'size 1 is broadcast',
  );
  t.throws(
    () => tensordot(x, x),
    /tensordot: axes \[1, 2\] of input and \[0, 1\] of other must have the same sizes, but have \[3, 4\] and \[2, 3\]/,
  );
  t.throws(() => tensordot(x, x, [[0], [0, 1]]), /tensordot: 1 axes of input and 2 of other cannot be paired/);
  t.equal(a.trace().toArray(), 1 + 4);
  t.throws(() => v.trace(), /trace: input must have 2 axes, but has 1/);
  t.end();
});
