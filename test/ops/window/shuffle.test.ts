import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import { channelShuffle, pixelShuffle, pixelUnshuffle } from '../../../src/tensor/functions/shuffle.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

test('pixelShuffle lays four channels out as blocks of 2×2 pixels, pixelUnshuffle takes them apart', (t) => {
  const channels = tensor([[[1]], [[2]], [[3]], [[4]]]);
  const image = tensor([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  t.deepEqual(pixelShuffle(channels, 2).toArray(), image.toArray());
  t.deepEqual(pixelUnshuffle(image, 2).toArray(), channels.toArray());
  t.end();
});

test('channelShuffle deals the channels of its groups out in turn', (t) => {
  const channels = tensor([[[[1]], [[2]], [[3]], [[4]], [[5]], [[6]]]]);
  t.deepEqual(channelShuffle(channels, 2).toArray(), [[[[1]], [[4]], [[2]], [[5]], [[3]], [[6]]]]);
  t.end();
});

const images = fc
  .record({ size: shapeOf({ minRank: 4, maxRank: 4, minSize: 1, maxSize: 2 }), factor: fc.integer({ min: 1, max: 3 }) })
  .chain(({ size: [n, c, h, w], factor }) => tensorOf([n, c * factor ** 2, h, w]).map((input) => ({ input, factor })));

test('pixel [c, y, x] comes from channel c·f² + (y mod f)·f + x mod f', (t) => {
  fc.assert(
    fc.property(images, ({ input, factor: f }) => {
      const output = pixelShuffle(input, f);
      const expected = numbersOf(output.shape, ([n, c, y, x]) =>
        at(input, [n, c * f * f + (y % f) * f + (x % f), Math.floor(y / f), Math.floor(x / f)]),
      );
      return (
        sameNumbers(output.toTypedArray(), expected) &&
        sameNumbers(pixelUnshuffle(output, f).toTypedArray(), Array.from(input.toTypedArray()))
      );
    }),
    { numRuns: 30 },
  );
  t.pass();
  t.end();
});

test('the gradients of the shuffles equal finite differences', (t) => {
  fc.assert(
    fc.property(images, ({ input, factor }) =>
      gradcheck((x) => [pixelShuffle(x, factor), channelShuffle(x, factor)], [input]),
    ),
    { numRuns: 20 },
  );
  t.pass();
  t.end();
});

test('channels and sizes that cannot be divided are refused', (t) => {
  const image = tensor([[[1, 2, 3]]]);
  t.throws(() => pixelShuffle(image, 2), /pixelShuffle: 1 channels are no multiple of upscaleFactor² = 4/);
  t.throws(() => pixelUnshuffle(image, 2), /height 1 and width 3 must be multiples of downscaleFactor 2/);
  t.throws(() => channelShuffle(image, 2), /channels are a multiple of 2 groups/);
  t.throws(() => pixelShuffle(image, 0), /upscaleFactor must be a positive integer, but is 0/);
  t.throws(() => pixelShuffle(tensor([1]), 1), /expects input \[..., channels, height, width\]/);
  t.end();
});
