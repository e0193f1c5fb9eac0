import fc from 'fast-check';
import test from 'tape';
import { fromArray, type Tensor, tensor } from '../../src/index.ts';
import { makeGrid } from '../../src/vision/makeGrid.ts';

test('three gray pixels in rows of two, each with a border of one', (t) => {
  const grid = makeGrid(tensor([[[[1]]], [[[2]]], [[[3]]]]), { nrow: 2, padding: 1, padValue: 9 });
  const plane = [
    [9, 9, 9, 9, 9],
    [9, 1, 9, 2, 9],
    [9, 9, 9, 9, 9],
    [9, 3, 9, 9, 9],
    [9, 9, 9, 9, 9],
  ];

  t.deepEqual(grid.toArray(), [plane, plane, plane], 'gray becomes three equal channels');
  t.end();
});

test('picture i stands in row ⌊i / nrow⌋ and column i mod nrow', (t) => {
  const small = fc.integer({ min: 1, max: 4 });
  const given = fc.record({ count: small, height: small, width: small, nrow: small, padding: fc.nat(2) });
  fc.assert(
    fc.property(given, ({ count, height, width, nrow, padding }) => {
      const numbers = Float32Array.from({ length: count * 2 * height * width }, (_, index) => index + 1);
      const grid = makeGrid(fromArray(numbers, [count, 2, height, width]), { nrow, padding, padValue: -1 });
      if (count === 1) return String(grid.shape) === `2,${height},${width}`;
      const columns = Math.min(nrow, count);
      const rows = Math.ceil(count / columns);
      const [gridHeight, gridWidth] = [rows * (height + padding) + padding, columns * (width + padding) + padding];
      const values = grid.toTypedArray();
      const expected = new Float32Array(2 * gridHeight * gridWidth).fill(-1);
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < 2; c++) {
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const gridY = Math.floor(i / nrow) * (height + padding) + padding + y;
              const gridX = (i % nrow) * (width + padding) + padding + x;
              expected[(c * gridHeight + gridY) * gridWidth + gridX] = numbers[((i * 2 + c) * height + y) * width + x];
            }
          }
        }
      }
      return String(grid.shape) === `2,${gridHeight},${gridWidth}` && expected.every((value, i) => value === values[i]);
    }),
    { numRuns: 50 },
  );
  t.pass('for every layout');
  t.end();
});

test('normalize stretches all together, each for itself, or from a given range', (t) => {
  const pictures = tensor([[[[0, 2]]], [[[4, 8]]]]);
  const row = (options: object) => {
    const grid = makeGrid(pictures, { normalize: true, padding: 0, ...options });
    return (grid.toArray() as number[][][])[0][0];
  };

  t.deepEqual(row({}), [0, 2 / 8, 4 / 8, 1]);
  t.deepEqual(row({ scaleEach: true }), [0, 1, 0, 1]);
  t.deepEqual(row({ valueRange: [2, 4] }), [0, 0, 1, 1]);
  t.deepEqual(
    (makeGrid(tensor([[5, 5]]), { normalize: true }).toArray() as number[][][])[0],
    [[0, 0]],
    'one colour becomes black, not NaN',
  );
  t.end();
});

test('a list, one picture and a plane are all pictures, and bytes stay bytes', (t) => {
  const one = fromArray(Uint8Array.from([1, 2, 3]), [3, 1, 1]);

  t.deepEqual(makeGrid([one, one], { padding: 0 }).toArray(), [[[1, 1]], [[2, 2]], [[3, 3]]]);
  t.equal(makeGrid([one, one]).dtype, 'uint8');
  t.equal(makeGrid([one, one], { normalize: true }).dtype, 'float32');
  t.deepEqual(makeGrid(one).shape, [3, 1, 1]);
  t.deepEqual(makeGrid(tensor([[1, 2]])).shape, [3, 1, 2]);
  t.end();
});

test('what is no picture, and bad layouts, are refused', (t) => {
  const pictures = tensor([[[[1]]]]);
  const refuse = (picture: Tensor | Tensor[], options: object, message: RegExp) =>
    t.throws(() => makeGrid(picture, options), message);

  refuse(tensor([1]), {}, /makeGrid: expects \[count, channels, height, width\].* pictures \[1\]/);
  refuse([], {}, /makeGrid: an empty list/);
  refuse([tensor([[1]]), tensor([[1, 2]])], {}, /pictures of one grid have one shape.* picture 1 \[1, 2\]/);
  refuse(pictures, { nrow: 0 }, /nrow must be a positive integer, but is 0/);
  refuse(pictures, { padding: -1 }, /padding must be an integer of at least 0, but is -1/);
  refuse(pictures, { valueRange: [2, 1] }, /valueRange must be low ≤ high, but is 2,1/);
  refuse(pictures, { nRow: 3 }, /makeGrid: unknown option "nRow"; did you mean "nrow"/);
  t.end();
});
