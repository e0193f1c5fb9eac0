import test from 'tape';
import * as numbers from '../../../src/kernels/pointwise/numbers.ts';

/** Whether two float64 numbers agree to a dozen digits. */
function agree(actual: number, expected: number): boolean {
  return Object.is(actual, expected) || Math.abs(actual - expected) <= 1e-13 * Math.max(Math.abs(expected), 1e-2);
}

test('erf and erfc are the values of the tables, to a dozen digits', (t) => {
  // Abramowitz & Stegun, table 7.1, continued with mpmath 1.3.
  const table: readonly (readonly [x: number, erf: number])[] = [
    [0, 0],
    [0.02, 0.022564574691844943],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.5, 0.9661051464753108],
    [1.9, 0.9927904292352575],
  ];
  for (const [x, erf] of table) {
    t.ok(agree(numbers.erfSeries(x), erf), `erf ${x}`);
    t.ok(agree(numbers.erfSeries(-x), -erf || 0) || x === 0, `erf −${x}`);
    t.ok(agree(numbers.erfcOf(x), 1 - erf), `erfc ${x}`);
  }
  const tails: readonly (readonly [x: number, erfc: number])[] = [
    [2, 0.004677734981047266],
    [2.5, 4.069520174449589e-4],
    [3, 2.209049699858544e-5],
    [5, 1.5374597944280349e-12],
    [10, 2.088487583762545e-45],
  ];
  for (const [x, erfc] of tails) {
    const actual = numbers.erfcOf(x);
    t.ok(Math.abs(actual - erfc) <= 1e-12 * erfc, `erfc ${x}: ${actual}`);
    t.ok(agree(numbers.erfcOf(-x), 2 - erfc), `erfc −${x}`);
  }
  t.equal(numbers.erfcOf(Infinity), 0);
  t.equal(numbers.erfcOf(-Infinity), 2);
  t.equal(numbers.erfcOf(NaN), NaN);
  t.end();
});

test('larger and smaller propagate NaN from either side', (t) => {
  t.equal(numbers.larger(1, 2), 2);
  t.equal(numbers.smaller(1, 2), 1);
  for (const choose of [numbers.larger, numbers.smaller]) {
    t.equal(choose(NaN, 1), NaN);
    t.equal(choose(1, NaN), NaN);
  }
  t.end();
});

test('power keeps to C’s rules, on which torch.pow is built', (t) => {
  const rules: readonly (readonly [base: number, exponent: number, result: number])[] = [
    [2, 10, 1024],
    [-2, 3, -8],
    [-2, 4, 16],
    [-2, -1, -0.5],
    [-2, 0.5, NaN],
    [0, 0, 1],
    [NaN, 0, 1],
    [1, NaN, 1],
    [1, Infinity, 1],
    [-1, Infinity, 1],
    [-1, -Infinity, 1],
    [-2, Infinity, Infinity],
    [-0.5, Infinity, 0],
    [0, -1, Infinity],
    [-0, -1, -Infinity],
    [-Infinity, 3, -Infinity],
    [-Infinity, 2.5, Infinity],
    [NaN, 1, NaN],
    [2, NaN, NaN],
    [-2, NaN, NaN],
  ];
  for (const [base, exponent, result] of rules) {
    t.equal(numbers.power(base, exponent), result, `${base} to the power of ${exponent}`);
  }
  t.end();
});

test('floored quotients and remainders are Python’s', (t) => {
  const pairs: readonly (readonly [a: number, b: number, quotient: number, remainder: number])[] = [
    [7, 3, 2, 1],
    [-7, 3, -3, 2],
    [7, -3, -3, -2],
    [-7, -3, 2, -1],
    [6, 3, 2, 0],
    [1, 0.1, 9, 0.09999999999999995],
    [5, Infinity, 0, 5],
    [-5, Infinity, -1, Infinity],
  ];
  for (const [a, b, quotient, remainder] of pairs) {
    t.equal(numbers.flooredQuotient(a, b), quotient, `${a} // ${b}`);
    t.equal(numbers.flooredRemainder(a, b), remainder, `${a} % ${b}`);
  }
  t.end();
});

test('truth calls everything true but 0', (t) => {
  t.deepEqual([0, -0, 1, -0.5, NaN, Infinity].map(numbers.truth), [0, 0, 1, 1, 1, 1]);
  t.end();
});
