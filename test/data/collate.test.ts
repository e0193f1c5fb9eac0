import test from 'tape';
import { collate } from '../../src/data/collate.ts';
import { toTensors } from '../../src/data/hostArray.ts';
import { fromArray, type Tensor, tensor } from '../../src/index.ts';

const batch = (...samples: unknown[]) => toTensors(collate(samples));
const one = (...samples: unknown[]) => batch(...samples) as Tensor;

test('tensors are stacked under a new first axis, with their dtype', (t) => {
  t.deepEqual(one(tensor([1, 2]), tensor([3, 4])).toArray(), [
    [1, 2],
    [3, 4],
  ]);
  const bytes = one(fromArray(Uint8Array.from([7]), [1, 1]), fromArray(Uint8Array.from([8]), [1, 1]));
  t.deepEqual([bytes.dtype, bytes.shape], ['uint8', [2, 1, 1]]);
  t.deepEqual(one(Float64Array.of(1, 2), Float64Array.of(3, 4)).toArray(), [
    [1, 2],
    [3, 4],
  ]);
  t.end();
});

test('integers become int32, other numbers float32, booleans bool, strings a list', (t) => {
  t.deepEqual([one(3, -4).dtype, one(3, -4).toArray()], ['int32', [3, -4]]);
  t.deepEqual([one(3, 0.5).dtype, one(3, 0.5).toArray()], ['float32', [3, 0.5]]);
  t.equal(one(2 ** 40).dtype, 'float32', 'an integer that int32 cannot hold');
  t.deepEqual([one(true, false).dtype, one(true, false).toArray()], ['bool', [true, false]]);
  t.deepEqual(batch('a', 'b'), ['a', 'b']);
  t.end();
});

test('tuples and objects are collated part by part, to any depth', (t) => {
  const [x, { y, names }] = batch([1.5, { y: [1, 2], names: 'a' }], [2.5, { y: [3, 4], names: 'b' }]) as [
    Tensor,
    { y: [Tensor, Tensor]; names: string[] },
  ];

  t.deepEqual(x.toArray(), [1.5, 2.5]);
  t.deepEqual(
    [y[0].toArray(), y[1].toArray()],
    [
      [1, 3],
      [2, 4],
    ],
  );
  t.deepEqual(names, ['a', 'b']);
  t.end();
});

test('samples that do not go together are refused with what they are', (t) => {
  t.throws(() => batch(tensor([1]), tensor([1, 2])), /the first is float32 \[1\] and number 1 is float32 \[2\]/);
  t.throws(() => batch([1], [1, 2]), /the first has 1 and number 1 has 2/);
  t.throws(() => batch(1, 'a'), /samples of one batch have one kind, but here are number and string/);
  t.throws(
    () => batch({ data: new Uint8Array(3), width: 1, height: 1, channels: 3 }),
    /Give the data set the transform ToTensor/,
  );
  t.throws(() => batch(undefined), /collate: cannot make a batch of undefined. Give the loader a collate function/);
  t.throws(() => batch(null), /cannot make a batch of null/);
  t.throws(() => batch(new Map()), /cannot make a batch of Map/);
  t.end();
});
