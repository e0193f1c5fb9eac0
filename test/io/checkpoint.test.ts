import fc from 'fast-check';
import test from 'tape';
import { DataError, Tensor, tensor } from '../../src/index.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/io/checkpoint.ts';
import { encodeSafetensors } from '../../src/io/safetensors.ts';

/** Tensors as text, so that two nested values can be compared. */
function legible(value: unknown): unknown {
  if (value instanceof Tensor) return `${value.dtype} ${JSON.stringify(value.toArray())}`;
  if (Array.isArray(value)) return value.map(legible);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, legible(entry)]));
}

test('a checkpoint gives back what it was given, tensors and plain data', async (t) => {
  const value = {
    net: {
      'conv1.weight': tensor([
        [1, 2],
        [3, 4],
      ]),
      steps: tensor(7, { dtype: 'int32' }),
    },
    groups: [{ lr: 0.1, params: [0, 1], nesterov: false }],
    best: -Infinity,
    nothing: null,
    loss: Number.NaN,
  };
  const back = decodeCheckpoint(await encodeCheckpoint(value));
  t.deepEqual(legible(back), legible(value));
});

test('plain data of any form survives', async (t) => {
  const plain = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
  await fc.assert(
    fc.asyncProperty(plain, async (value) => {
      const back = decodeCheckpoint(await encodeCheckpoint({ value }));
      return JSON.stringify(back) === JSON.stringify({ value });
    }),
    { numRuns: 50 },
  );
  t.pass('as JSON');
});

test('what cannot be kept is refused, by its place', async (t) => {
  const refused = async (value: unknown, expected: RegExp) => {
    const error = await encodeCheckpoint(value).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    t.ok(error instanceof DataError);
    t.match(String(error), expected);
  };
  await refused({ a: { b: () => 1 } }, /a\.b is a function.*stateDict\(\)/);
  await refused({ when: new Date(0) }, /when is a Date/);
  await refused({ a: { $tensor: 'x' } }, /the key "\$tensor" at a has a meaning of its own/);
  t.throws(
    () => decodeCheckpoint(encodeSafetensors({ a: tensor([1]) }), {}, 'weights.safetensors'),
    /weights\.safetensors: a safetensors file, but no checkpoint/,
  );
});
