import fc from 'fast-check';
import test from 'tape';
import { type PadMode, paddedFrom, padModes } from '../../src/shape/padding.ts';

const letters = 'abcd';

/** What stands at positions −3 … 6 around a b c d. */
function around(mode: PadMode): string {
  return Array.from({ length: 10 }, (_, k) => letters[paddedFrom(k - 3, 4, padModes[mode])] ?? '.').join('');
}

test('an axis a b c d goes on as its mode says', (t) => {
  t.equal(around('constant'), '...abcd...');
  t.equal(around('reflect'), 'dcbabcdcba');
  t.equal(around('replicate'), 'aaaabcdddd');
  t.equal(around('circular'), 'bcdabcdabc');
  t.end();
});

test('a mirror shows the same on both sides, a circle the same after every turn', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(6), (size, some) => {
      const distance = 1 + (some % (size - 1));
      const { reflect, circular } = padModes;
      return (
        paddedFrom(-distance, size, reflect) === paddedFrom(distance, size, reflect) &&
        paddedFrom(size - 1 + distance, size, reflect) === paddedFrom(size - 1 - distance, size, reflect) &&
        paddedFrom(-distance, size, circular) === paddedFrom(size - distance, size, circular) &&
        paddedFrom(size - 1 + distance, size, circular) === paddedFrom(distance - 1, size, circular)
      );
    }),
  );
  t.pass();
  t.end();
});
