import fc from 'fast-check';
import test from 'tape';
import { endOfReaders, firstReader, nearestCell, onAxis, resizedFrom } from '../../src/shape/resize.ts';

test('doubled, the centres of the cells lie a quarter beside those of the old ones', (t) => {
  const positions = [0, 1, 2, 3].map((output) => resizedFrom(output, 0.5, 0.5 * 0.5 - 0.5));
  t.deepEqual(positions, [-0.25, 0.25, 0.75, 1.25]);
  t.deepEqual(
    positions.map((position) => onAxis(position, 2)),
    [0, 0.25, 0.75, 1],
  );
  t.end();
});

test('a position that should be whole falls into its own cell', (t) => {
  t.equal(nearestCell(0.9999999, 4), 1);
  t.equal(nearestCell(0.99, 4), 0);
  t.equal(nearestCell(7, 4), 3);
  t.end();
});

test('no output cell reads an input cell outside the bounds of its readers', (t) => {
  const counts = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(counts, counts, fc.boolean(), fc.constantFrom(1, 2), (inSize, outSize, alignCorners, width) => {
      const step = inSize / outSize;
      const scale = alignCorners ? (outSize === 1 ? 1 : (inSize - 1) / (outSize - 1)) : step;
      const shift = alignCorners ? 0 : 0.5 * step - 0.5;
      for (let output = 0; output < outSize; output++) {
        const lower = Math.floor(resizedFrom(output, scale, shift));
        for (let tap = 1 - width; tap <= width; tap++) {
          const input = onAxis(lower + tap, inSize);
          if (output < firstReader(input, width, scale, shift, outSize)) return false;
          if (output >= endOfReaders(input, width, scale, shift, inSize, outSize)) return false;
        }
      }
      return true;
    }),
  );
  t.pass();
  t.end();
});
