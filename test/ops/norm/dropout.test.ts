import fc from 'fast-check';
import test from 'tape';
import { F, sum, tensor, zeros } from '../../../src/index.ts';
import { Generator, manualSeed } from '../../../src/random/index.ts';
import { hasRightGradient } from '../../support/gradient.ts';

const host = { device: 'reference', dtype: 'float64' } as const;

test('dropout sets elements to 0 and divides the others by 1 − p', (t) => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(0.5, 0.75), (seed, p) => {
      const input = tensor([1, 2, 3, 4, 5, 6, 7, 8], host);
      const output = F.dropout(input, p, { generator: new Generator(seed) }).toTypedArray();
      return output.every((x, i) => x === 0 || x === (i + 1) / (1 - p));
    }),
  );
  t.pass('whatever the seed');
  t.end();
});

test('about p of the elements are dropped, and the same seed drops the same', (t) => {
  const ones = zeros([10000], host).add(1);
  const draw = () => F.dropout(ones, 0.3, { generator: new Generator(1) });
  const kept = sum(draw().gt(0)).item();

  t.ok(Math.abs(kept - 7000) < 5 * Math.sqrt(10000 * 0.3 * 0.7), `${kept} of 10000 stay: within five deviations`);
  t.deepEqual(draw().toTypedArray(), draw().toTypedArray());
  manualSeed(3);
  const first = F.dropout(ones).toTypedArray();
  manualSeed(3);
  t.deepEqual(F.dropout(ones).toTypedArray(), first, 'manualSeed seeds it');
  t.notDeepEqual(F.dropout(ones).toTypedArray(), first, 'and the next mask is another one');
  t.end();
});

test('the gradient goes where the numbers went', (t) => {
  const input = tensor(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    { ...host, requiresGrad: true },
  );
  hasRightGradient(t, (x) => F.dropout(x, 0.5, { generator: new Generator(5) }), [input]);
  t.end();
});

test('dropout2d drops whole channels', (t) => {
  const input = zeros([4, 8, 2, 2], host).add(1);
  const output = F.dropout2d(input, 0.5, { generator: new Generator(2) })
    .view([32, 4])
    .toArray() as number[][];

  t.ok(output.every((channel) => channel.every((x) => x === channel[0])));
  t.deepEqual(new Set(output.map(([x]) => x)), new Set([0, 2]));
  t.end();
});

test('outside training, and with p 0, the input itself passes; with p 1 nothing does', (t) => {
  const input = tensor([1, 2], host);
  t.equal(F.dropout(input, 0.5, { training: false }), input);
  t.equal(F.dropout(input, 0), input);
  t.deepEqual(F.dropout(input, 1).toArray(), [0, 0]);
  t.end();
});

test('dropout explains what it cannot do', (t) => {
  const input = tensor([1, 2], host);
  t.throws(() => F.dropout(input, 1.5), /dropout: p must be a probability between 0 and 1, but is 1\.5/);
  t.throws(() => F.dropout(input, NaN), /but is NaN/);
  t.throws(() => F.dropout2d(input), /dropout2d: expects input \[images, channels, height, width\]/);
  t.throws(() => F.dropout(tensor([1], { dtype: 'int32' })), /input must be float32/);
  t.throws(() => F.dropout(input, 0.5, { train: false } as never), /unknown option "train"/);
  t.end();
});
