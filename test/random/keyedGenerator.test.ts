import fc from 'fast-check';
import test from 'tape';
import { ArgumentError } from '../../src/errors.ts';
import { KeyedGenerator, philox } from '../../src/random/keyedGenerator.ts';

test("Philox4x32-10 gives Random123's known answers", (t) => {
  const answer = (counter: number[], key: [number, number]) => {
    const words = Uint32Array.from(counter);
    philox(words, key);
    return [...words];
  };
  const ones = 0xffffffff;

  t.deepEqual(answer([0, 0, 0, 0], [0, 0]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  t.deepEqual(answer([ones, ones, ones, ones], [ones, ones]), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
  t.deepEqual(
    answer([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  );
  t.end();
});

test('the numbers of a sample depend on seed, epoch and sample and on nothing else', (t) => {
  const take = (seed: number, epoch: number, sample: number) => {
    const generator = new KeyedGenerator(seed, epoch, sample);
    return Array.from({ length: 9 }, () => generator.nextUint32());
  };
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(), fc.nat(), (seed, epoch, sample) => {
      const numbers = take(seed, epoch, sample).join();
      const others = [take(seed, epoch, sample + 1), take(seed, epoch + 1, sample), take(seed ^ 1, epoch, sample)];
      return take(seed, epoch, sample).join() === numbers && others.every((other) => other.join() !== numbers);
    }),
    { numRuns: 20 },
  );
  t.equal(new Set(take(3, 1, 4)).size, 9, 'one block of four differs from the next');
  t.notDeepEqual(take(1, 0, 0), take(1 + 2 ** 32, 0, 0), 'bits of the seed above the 32nd count');
  t.end();
});

test('a key that is no integer is refused', (t) => {
  t.throws(() => new KeyedGenerator(1, 0.5, 0), /KeyedGenerator: epoch must be an integer .* is 0.5/);
  t.throws(() => new KeyedGenerator(1, 0, Number.NaN), ArgumentError);
  t.end();
});
