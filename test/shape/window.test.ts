import fc from 'fast-check';
import test from 'tape';
import { ShapeError } from '../../src/errors.ts';
import {
  adaptiveEnd,
  adaptiveStart,
  coveredCells,
  inputPosition,
  outputPosition,
  outputSize,
  pointsBefore,
  reach,
  samePadding,
  transposedSize,
} from '../../src/shape/window.ts';

const small = (min: number, max: number) => fc.integer({ min, max });
const windows = fc.record({ size: small(1, 5), stride: small(1, 4), padding: small(0, 4), dilation: small(1, 3) });

/** Where the window can stand, found by trying: its first tap's position for every place. */
function placesByTrying(
  inputSize: number,
  { size, stride, padding, dilation }: Window,
  paddingEnd = padding,
): number[] {
  const places: number[] = [];
  for (let start = -padding; start + dilation * (size - 1) < inputSize + paddingEnd; start += stride)
    places.push(start);
  return places;
}
type Window = { size: number; stride: number; padding: number; dilation: number };

function refused(body: () => unknown): boolean {
  try {
    body();
    return false;
  } catch (error) {
    return error instanceof ShapeError;
  }
}

test('a window has as many places as it can be put to', (t) => {
  fc.assert(
    fc.property(small(1, 12), windows, small(0, 4), (inputSize, window, paddingEnd) => {
      const places = placesByTrying(inputSize, window, paddingEnd);
      if (places.length === 0) return refused(() => outputSize('law', inputSize, { ...window, paddingEnd }));
      return outputSize('law', inputSize, { ...window, paddingEnd }) === places.length;
    }),
  );
  t.pass('outputSize counts the places');
  t.end();
});

test('in ceilMode a last window may reach over the end, but not start beyond the input and the padding before it', (t) => {
  // 6 elements, window of 3, stride 2: places 0 and 2 fit, and 4 reaches over the end by one.
  const window = { size: 3, stride: 2, padding: 0, dilation: 1 };
  t.equal(outputSize('pool', 6, window), 2);
  t.equal(outputSize('pool', 6, window, true), 3);
  // Window of 1, stride 3, 4 elements and 0 padding: place 3 is the last; one at 6 would start beyond the end.
  t.equal(outputSize('pool', 5, { size: 1, stride: 3, padding: 0, dilation: 1 }, true), 2);
  fc.assert(
    fc.property(small(1, 12), windows, (inputSize, window) => {
      const { size, stride, padding, dilation } = window;
      const free = inputSize + 2 * padding - dilation * (size - 1) - 1;
      if (free <= -stride) return true; // refused
      // Floor places, one more if anything is left over, and without it again if it starts beyond the input.
      let count = 0;
      for (let start = 0; start <= free; start += stride) count++;
      if (free < 0 || free % stride !== 0) count++;
      if ((count - 1) * stride >= inputSize + padding) count--;
      return outputSize('law', inputSize, window, true) === count;
    }),
  );
  t.end();
});

test('a transposed window has the input size whose places it counts, and outputPadding names the others', (t) => {
  fc.assert(
    fc.property(small(1, 8), windows, small(0, 3), (places, window, extra) => {
      const { stride, padding } = window;
      const outputPadding = Math.min(extra, stride - 1);
      const size = transposedSize(places, window, outputPadding);
      if (size + 2 * padding < reach(window) || size < 1) return true;
      return outputSize('law', size, window) === places;
    }),
  );
  t.pass('outputSize(transposedSize(places)) = places');
  t.end();
});

test('same padding keeps the size, and puts the odd one after', (t) => {
  t.deepEqual(samePadding(3, 1), [1, 1]);
  t.deepEqual(samePadding(4, 1), [1, 2]);
  t.deepEqual(samePadding(2, 3), [1, 2]);
  fc.assert(
    fc.property(small(1, 12), small(1, 5), small(1, 3), (inputSize, size, dilation) => {
      const [padding, paddingEnd] = samePadding(size, dilation);
      const kept = outputSize('law', inputSize, { size, stride: 1, padding, paddingEnd, dilation });
      return kept === inputSize && (paddingEnd === padding || paddingEnd === padding + 1);
    }),
  );
  t.end();
});

test('outputPosition undoes inputPosition, and is negative where no place of the window reads', (t) => {
  fc.assert(
    fc.property(windows, small(0, 6), small(-6, 20), ({ size, stride, padding, dilation }, output, input) => {
      for (let tap = 0; tap < size; tap++) {
        const read = inputPosition(output, tap, stride, padding, dilation);
        if (outputPosition(read, tap, stride, padding, dilation) !== output) return false;
        const place = outputPosition(input, tap, stride, padding, dilation);
        const readers = Array.from({ length: 40 }, (_, k) => k).filter(
          (k) => inputPosition(k, tap, stride, padding, dilation) === input,
        );
        if (readers.length === 0 ? place >= 0 : place !== readers[0]) return false;
      }
      return true;
    }),
  );
  t.pass();
  t.end();
});

test('pointsBefore counts the points that lie before a position', (t) => {
  t.equal(pointsBefore(0, -3, 2, 5), 2, 'of −3, −1, 1, 3, 5 two lie before 0');
  t.equal(pointsBefore(4, -3, 2, 5), 4, 'and four before 4');
  fc.assert(
    fc.property(small(-9, 15), small(-9, 9), small(1, 4), small(0, 6), (position, first, step, count) => {
      let before = 0;
      for (let k = 0; k < count; k++) if (first + k * step < position) before++;
      return pointsBefore(position, first, step, count) === before;
    }),
  );
  t.end();
});

test('an average divides by the cells that its window covers, of the input and of the padding that counts', (t) => {
  fc.assert(
    fc.property(small(1, 9), windows, fc.boolean(), (inputSize, { size, stride, padding }, counted) => {
      const border = counted ? padding : 0;
      return placesByTrying(inputSize, { size, stride, padding, dilation: 1 }).every((start, output) => {
        let cells = 0;
        for (let cell = start; cell < start + size; cell++) {
          if (cell >= -border && cell < inputSize + border) cells++;
        }
        return cells === 0 || coveredCells(output, stride, padding, size, inputSize, border) === cells;
      });
    }),
  );
  t.pass();
  t.end();
});

test('adaptive windows cover the whole axis, each at least one cell, in order', (t) => {
  // 5 cells in 3 windows: 0–1, 1–3, 3–4.
  const bounds = [0, 1, 2].map((place) => [adaptiveStart(place, 5, 3), adaptiveEnd(place, 5, 3)]);
  t.deepEqual(bounds, [
    [0, 2],
    [1, 4],
    [3, 5],
  ]);
  fc.assert(
    fc.property(small(1, 12), small(1, 12), (inputSize, count) => {
      const covered = new Set<number>();
      for (let place = 0; place < count; place++) {
        const start = adaptiveStart(place, inputSize, count);
        const end = adaptiveEnd(place, inputSize, count);
        if (start !== Math.floor((place * inputSize) / count)) return false;
        if (end !== Math.ceil(((place + 1) * inputSize) / count) || end <= start) return false;
        for (let cell = start; cell < end; cell++) covered.add(cell);
      }
      return covered.size === inputSize && Math.max(...covered) === inputSize - 1;
    }),
  );
  t.end();
});

test('the adaptive windows over a cell are the adaptive window of that cell, input and output exchanged', (t) => {
  fc.assert(
    fc.property(small(1, 12), small(1, 12), (inputSize, count) => {
      for (let cell = 0; cell < inputSize; cell++) {
        for (let place = 0; place < count; place++) {
          const covers = adaptiveStart(place, inputSize, count) <= cell && cell < adaptiveEnd(place, inputSize, count);
          const found = adaptiveStart(cell, count, inputSize) <= place && place < adaptiveEnd(cell, count, inputSize);
          if (covers !== found) return false;
        }
      }
      return true;
    }),
  );
  t.pass();
  t.end();
});

test('a window that does not fit is refused with the formula', (t) => {
  const window = { size: 3, stride: 1, padding: 1, dilation: 3 };
  t.throws(
    () => outputSize('conv2d', 4, window),
    /conv2d: the window does not fit: it reaches over dilation·\(k − 1\) \+ 1 = 3·\(3 − 1\) \+ 1 = 7 elements, but the axis has 4 \+ 1 \+ 1 = 6/,
  );
  t.end();
});
