import fc from 'fast-check';
import test from 'tape';
import { ArgumentError, DataError } from '../../src/errors.ts';
import { defaultGenerator, Generator, manualSeed } from '../../src/random/generator.ts';

const take = (generator: Generator, count: number) => Array.from({ length: count }, () => generator.nextUint32());

test('from the state 1, 2, 3, 4 the generator gives the published sequence of xoshiro128**', (t) => {
  const generator = new Generator(0).setState({ algorithm: 'xoshiro128**', initialSeed: 0, words: [1, 2, 3, 4] });

  t.deepEqual(
    take(generator, 10),
    [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
  );
  t.end();
});

test('a seed is spread by SplitMix64: seed 42 gives what the two C reference programs give together', (t) => {
  t.deepEqual(take(new Generator(42), 4), [1776835114, 4165204688, 17111135, 2317295270]);
  t.end();
});

test('a saved state, even through JSON, continues the same sequence', (t) => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(20), (seed, draws) => {
      const generator = new Generator(seed);
      take(generator, draws);
      const restored = new Generator(1).setState(JSON.parse(JSON.stringify(generator.getState())));
      return restored.initialSeed === seed && take(restored, 5).join() === take(generator, 5).join();
    }),
    { numRuns: 20 },
  );
  t.pass('from any place');
  t.end();
});

test('a state that is none is refused and leaves the generator as it was', (t) => {
  const generator = new Generator(7);
  const before = generator.getState();
  const words = (...values: number[]) => ({ ...before, words: values }) as unknown as typeof before;

  t.throws(() => generator.setState(words(1, 2, 3)), DataError);
  t.throws(() => generator.setState(words(1, 2, 3, 2 ** 32)), DataError);
  t.throws(() => generator.setState(words(0, 0, 0, 0)), /nothing but zeros/);
  t.deepEqual(generator.getState(), before);
  t.end();
});

test('manualSeed restarts the default generator', (t) => {
  manualSeed(3);
  const first = take(defaultGenerator, 3);
  manualSeed(3);

  t.deepEqual(take(defaultGenerator, 3), first);
  t.notDeepEqual(take(new Generator(4), 3), first, 'and another seed gives other numbers');
  t.notDeepEqual(take(new Generator(3 + 2 ** 32), 3), first, 'also where only bits above the 32nd differ');
  t.end();
});

test('a seed that is no exact integer is refused with its value', (t) => {
  for (const seed of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    t.throws(() => manualSeed(seed), new RegExp(`manualSeed: seed must be an integer .* is ${seed}`));
  }
  t.throws(() => new Generator(0.5), ArgumentError);
  t.end();
});
