import fc from 'fast-check';
import test from 'tape';
import { Generator } from '../../src/random/generator.ts';
import { KeyedGenerator } from '../../src/random/keyedGenerator.ts';
import { RandomSource } from '../../src/random/randomSource.ts';

/** Gives the words it was made of, again and again. */
class Scripted extends RandomSource {
  readonly #words: readonly number[];
  #next = 0;
  constructor(...words: number[]) {
    super();
    this.#words = words;
  }
  nextUint32(): number {
    return this.#words[this.#next++ % this.#words.length];
  }
}

const sources: Record<string, () => RandomSource> = {
  Generator: () => new Generator(5),
  KeyedGenerator: () => new KeyedGenerator(5, 1, 2),
};
const draws = 40_000;

/** How far the mean of `count` draws may lie from the truth: five standard errors. */
const fiveErrors = (variance: number, count: number) => 5 * Math.sqrt(variance / count);

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

for (const [name, make] of Object.entries(sources)) {
  test(`${name}: uniform numbers have the mean, the variance and the independence of uniform numbers`, (t) => {
    const source = make();
    const values = Array.from({ length: draws }, () => source.uniform());
    const { mean, variance } = moments(values);
    const neighbours = moments(values.slice(1).map((value, index) => (value - 0.5) * (values[index] - 0.5)));

    t.ok(Math.abs(mean - 1 / 2) < fiveErrors(1 / 12, draws), `mean ${mean}`);
    t.ok(Math.abs(variance - 1 / 12) < fiveErrors(1 / 180, draws), `variance ${variance}`);
    t.ok(Math.abs(neighbours.mean) < fiveErrors(1 / 144, draws), `covariance of neighbours ${neighbours.mean}`);
    t.end();
  });

  test(`${name}: normal numbers have the first four moments of the normal distribution`, (t) => {
    const source = make();
    const values = Array.from({ length: draws }, () => source.normal(3, 2));
    const { mean, variance } = moments(values);
    const fourth = moments(values.map((value) => ((value - 3) / 2) ** 4)).mean;

    t.ok(Math.abs(mean - 3) < fiveErrors(4, draws), `mean ${mean}`);
    t.ok(Math.abs(variance - 4) < fiveErrors(2 * 16, draws), `variance ${variance}`);
    t.ok(Math.abs(fourth - 3) < fiveErrors(96, draws), `fourth moment ${fourth}`);
    t.end();
  });

  test(`${name}: integers below 6 come equally often`, (t) => {
    const source = make();
    const counts = new Array(6).fill(0);
    for (let draw = 0; draw < draws; draw++) {
      counts[source.integer(6)]++;
    }
    const expected = draws / 6;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

    t.ok(chiSquare < 20.5, `χ² with 5 degrees of freedom is ${chiSquare}; above 20.5 once in a thousand`);
    t.end();
  });

  test(`${name}: all 24 orders of four things come equally often`, (t) => {
    const source = make();
    const counts = new Map<string, number>();
    for (let draw = 0; draw < draws; draw++) {
      const order = source.permutation(4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const expected = draws / 24;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

    t.equal(counts.size, 24);
    t.ok(chiSquare < 49.7, `χ² with 23 degrees of freedom is ${chiSquare}; above 49.7 once in a thousand`);
    t.end();
  });
}

test('a float is 53 bits of two words: the smallest is 0 and the largest the last float64 below 1', (t) => {
  t.equal(new Scripted(0).nextFloat(), 0);
  t.equal(new Scripted(2 ** 32 - 1).nextFloat(), 1 - 2 ** -53);
  t.equal(new Scripted(2 ** 31, 0).nextFloat(), 1 / 2);
  t.equal(new Scripted(0, 2 ** 6).nextFloat(), 2 ** -53);
  t.end();
});

test('integer throws away the draws that would make small results likelier', (t) => {
  // 2³² = 3·1,431,655,765 + 1: the last value belongs to no complete run of three.
  t.equal(new Scripted(2 ** 32 - 1, 4).integer(3), 4 % 3);
  t.equal(new Scripted(2 ** 32 - 1).integer(2 ** 32), 2 ** 32 - 1);
  t.end();
});

test('float32 uniforms stay below the upper bound even where rounding would reach it', (t) => {
  const numbers = new Float32Array(1);
  // 100 + (1 − 2⁻²⁴) rounds to 101 in float32, so the second word is drawn.
  new Scripted(2 ** 32 - 1, 2 ** 31).fillUniform(numbers, 100, 101);

  t.equal(numbers[0], 100.5);
  t.end();
});

test('uniform numbers lie in [low, high) in every dtype', (t) => {
  const bounds = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 50 }));
  fc.assert(
    fc.property(fc.nat(), bounds, (seed, [low, width]) => {
      const generator = new Generator(seed);
      return [new Float32Array(20), new Float64Array(20)].every((numbers) => {
        generator.fillUniform(numbers, low, low + width);
        return numbers.every((value) => value >= low && value < low + width);
      });
    }),
    { numRuns: 20 },
  );
  t.pass('for random bounds');
  t.end();
});

test('fillUniform of equal bounds ends and gives that number', (t) => {
  const numbers = new Float32Array(3);
  new Generator(1).fillUniform(numbers, 2, 2);
  t.deepEqual([...numbers], [2, 2, 2]);
  t.end();
});

test('a permutation holds every integer below its length once', (t) => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(60), (seed, length) => {
      const order = new Generator(seed).permutation(length);
      return order.length === length && order.toSorted().every((value, index) => value === index);
    }),
    { numRuns: 20 },
  );
  t.pass('of any length');
  t.end();
});

test('bad arguments of the distributions are refused with their values', (t) => {
  const generator = new Generator(1);
  t.throws(() => generator.uniform(2, 1), /low ≤ high, but are 2 and 1/);
  t.throws(() => generator.uniform(0, Number.NaN), /but are 0 and NaN/);
  t.throws(() => generator.normal(0, -1), /normal: the standard deviation must be at least 0, but is -1/);
  t.throws(() => generator.integer(0), /integer: count must be an integer from 1 to 2³², but is 0/);
  t.throws(() => generator.integer(1.5), /but is 1.5/);
  t.throws(() => generator.permutation(-1), /permutation: length .* but is -1/);
  t.end();
});
