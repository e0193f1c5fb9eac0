import { close } from '../support/close.ts';
import { addon, withAddon } from './addon.ts';

/** The sums of [outer, size, inner] along its middle axis. */
function native(outer: number, size: number, inner: number, input: Float32Array): Float32Array {
  const output = new Float32Array(outer * inner).fill(NaN);
  addon.kernels.sum(Float64Array.of(outer, size, inner), new Float64Array(0), output, input);
  return output;
}

function definition(outer: number, size: number, inner: number, input: Float32Array): number[] {
  return Array.from({ length: outer * inner }, (_, x) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += input[(Math.floor(x / inner) * size + k) * inner + (x % inner)];
    return sum;
  });
}

/** Half-integers: their sums are exact, in whatever order. */
function halves(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7 + (i >> 5)) % 17) / 2 - 4);
}

const shapes: Readonly<Record<string, readonly [number, number, number]>> = {
  'rows shorter than a vector': [5, 3, 1],
  'rows that end within a vector': [7, 77, 1],
  'a row of several blocks': [1, 150_000, 1],
  'rows of several tasks': [300, 1000, 1],
  'columns of several strips': [2, 3, 2500],
  'columns of several blocks, in several strips': [1, 1300, 130],
  'a few long columns': [2, 5000, 3],
  'nothing to sum': [2, 0, 3],
};

withAddon('sums are exact where they can be, however rows and columns are cut', (t) => {
  for (const [name, [outer, size, inner]] of Object.entries(shapes)) {
    const input = halves(outer * size * inner);
    const actual = native(outer, size, inner, input);
    t.ok(
      definition(outer, size, inner, input).every((sum, x) => actual[x] === sum),
      name,
    );
  }
  t.end();
});

withAddon('sums keep their digits over many numbers of one sign', (t) => {
  const thirds = new Float32Array(300_000).fill(1 / 3);
  const plain = (size: number) => thirds.subarray(0, size).reduce((total, third) => Math.fround(total + third), 0);
  for (const inner of [1, 3]) {
    const size = thirds.length / inner;
    const exact = size * Math.fround(1 / 3);
    t.ok(close(native(1, size, inner, thirds)[0], exact, 64), `inner = ${inner}`);
    t.notOk(close(plain(size), exact, 64), 'one sum after the other would lose them');
  }
  t.end();
});
