import fc from 'fast-check';
import test from 'tape';
import { noGrad } from '../../src/autograd/gradMode.ts';
import { Generator } from '../../src/random/index.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import '../../src/tensor/methods.ts';

test('a change in place is seen by views, and returns the tensor itself', (t) => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const view = x.view([4]);

  t.equal(x.add_(1), x);
  t.deepEqual(view.toArray(), [2, 3, 4, 5]);
  view.mul_(tensor([1, 0, 1, 0]));
  t.deepEqual(x.toArray(), [
    [2, 0],
    [4, 0],
  ]);
  t.equal(x.version, 2, 'both changes are counted');
  t.equal(x.zero_().sum().item(), 0);
  t.end();
});

test('every function with an underscore does what the one without it does', (t) => {
  const number = fc.integer({ min: 1, max: 8 }).map((k) => k / 2);
  const pairs: Readonly<Record<string, (x: Tensor, other: Tensor) => readonly [Tensor, Tensor]>> = {
    add: (x, y) => [x.clone().add_(y, { alpha: 2 }), x.add(y, { alpha: 2 })],
    sub: (x, y) => [x.clone().sub_(y), x.sub(y)],
    mul: (x, y) => [x.clone().mul_(y), x.mul(y)],
    div: (x, y) => [x.clone().div_(y, { roundingMode: 'floor' }), x.div(y, { roundingMode: 'floor' })],
    pow: (x, y) => [x.clone().pow_(y), x.pow(y)],
    addcmul: (x, y) => [x.clone().addcmul_(y, y, { value: 3 }), x.addcmul(y, y, { value: 3 })],
    addcdiv: (x, y) => [x.clone().addcdiv_(x, y, { value: 3 }), x.addcdiv(x, y, { value: 3 })],
    lerp: (x, y) => [x.clone().lerp_(y, 0.25), x.lerp(y, 0.25)],
    clamp: (x) => [x.clone().clamp_(1, 2), x.clamp(1, 2)],
    maskedFill: (x) => [x.clone().maskedFill_(x.gt(1), 9), x.maskedFill(x.gt(1), 9)],
    neg: (x) => [x.clone().neg_(), x.neg()],
    abs: (x) => [x.neg().abs_(), x],
    sqrt: (x) => [x.clone().sqrt_(), x.sqrt()],
    exp: (x) => [x.clone().exp_(), x.exp()],
    log: (x) => [x.clone().log_(), x.log()],
    floor: (x) => [x.clone().floor_(), x.floor()],
    ceil: (x) => [x.clone().ceil_(), x.ceil()],
    round: (x) => [x.clone().round_(), x.round()],
    relu: (x) => [x.neg().relu_(), x.neg().relu()],
    sigmoid: (x) => [x.clone().sigmoid_(), x.sigmoid()],
    tanh: (x) => [x.clone().tanh_(), x.tanh()],
  };
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 4 }), (rows) => {
      const x = tensor(rows.map(([left]) => left));
      const other = tensor(rows.map(([, right]) => right));
      for (const [name, both] of Object.entries(pairs)) {
        const [inPlace, anew] = both(x, other);
        t.deepEqual(inPlace.toArray(), anew.toArray(), name);
      }
    }),
    { numRuns: 5 },
  );
  t.end();
});

test('an operand may be the tensor itself, or a view of it', (t) => {
  const x = tensor([1, 2, 3]);
  x.mul_(x).add_(x.view([3]));
  t.deepEqual(x.toArray(), [1 * 1 + 1, 2 * 2 + 4, 3 * 3 + 9]);
  t.end();
});

test('fill_ and copy_ write into the dtype that is there', (t) => {
  const x = zeros([2, 2], { dtype: 'int32' });
  t.deepEqual(x.fill_(3).toArray(), [
    [3, 3],
    [3, 3],
  ]);
  t.deepEqual(
    x.copy_(tensor([1.75, -1.75])).toArray(),
    [
      [1, -1],
      [1, -1],
    ],
    'broadcast, and without fractions',
  );
  t.equal(x.dtype, 'int32');
  t.end();
});

test('random numbers in place come from a generator', (t) => {
  const fill = (seed: number) =>
    zeros([4])
      .normal_(5, 2, { generator: new Generator(seed) })
      .toArray();
  t.deepEqual(fill(1), fill(1));
  t.notDeepEqual(fill(1), fill(2));
  const uniform = zeros([100]).uniform_(2, 3).toTypedArray();
  t.ok(uniform.every((x) => x >= 2 && x < 3));
  t.deepEqual(zeros([3]).bernoulli_(1).toArray(), [1, 1, 1]);
  t.throws(() => zeros([1]).bernoulli_(2), /^ArgumentError: bernoulli_: p must lie between 0 and 1, but is 2$/);
  t.end();
});

test('a tensor that requires a gradient changes inside noGrad only', (t) => {
  const x = tensor([1, 2], { requiresGrad: true });

  t.throws(
    () => x.mul_(2),
    /^GraphError: mul_: this tensor requires a gradient, and changes in place are not recorded\. Use mul\(\) for a new tensor, or change it inside noGrad\(\(\) => …\)\.$/,
  );
  t.throws(() => tensor([1, 2]).add_(x), /^GraphError: add_: an operand requires a gradient/);
  t.throws(() => x.zero_(), /^GraphError: fill_: this tensor requires a gradient/);
  t.deepEqual(x.toArray(), [1, 2], 'nothing happened');
  noGrad(() => x.sub_(1));
  t.deepEqual(x.toArray(), [0, 1]);
  t.equal(x.requiresGrad, true);
  t.end();
});

test('backward notices that something it had saved was changed', (t) => {
  const x = tensor([1, 2], { requiresGrad: true });
  const y = x.mul(x).sum();
  noGrad(() => x.add_(1));
  t.throws(
    () => y.backward(),
    /^GraphError: backward: #\d+ mul needs its a \[2\] as it was, but it was changed in place/,
  );
  t.end();
});

test('what does not fit into the tensor is refused, and leaves it as it was', (t) => {
  const integers = tensor([1, 2], { dtype: 'int32' });

  t.throws(
    () => integers.add_(0.5),
    /^DTypeError: add_: the result is float32 and does not go into a tensor of int32\. Use add\(\) for a new tensor\.$/,
  );
  t.throws(
    () => tensor([1, 2]).add_(zeros([3, 2])),
    /^ShapeError: add_: the result has shape \[3, 2\], and a tensor cannot grow in place\. Use add\(\) for a new one\. Given input \[2\]\.$/,
  );
  t.throws(
    () => tensor([1, 2]).copy_(zeros([3])),
    /^ShapeError: copy_: source must have input’s shape, or broadcast to it\. Given input \[2\], source \[3\]\.$/,
  );
  t.deepEqual(integers.toArray(), [1, 2]);
  t.equal(integers.version, 0);
  t.end();
});

test('a number that a dtype cannot hold is refused where it would be stored', (t) => {
  const bytes = tensor([1, 200], { dtype: 'uint8' });
  const mask = tensor([true, false]);
  const first = tensor([0], { dtype: 'int32' });
  t.throws(() => bytes.fill_(300), /^ArgumentError: fill_: 300 is no uint8$/);
  t.throws(() => tensor([1], { dtype: 'int32' }).fill_(NaN), /^ArgumentError: fill_: NaN is no int32$/);
  t.throws(() => bytes.fill_(undefined as never), /^ArgumentError: fill_: value must be a number, but is undefined$/);
  t.throws(() => bytes.maskedFill(mask, 300), /^ArgumentError: maskedFill: 300 does not go into uint8$/);
  t.throws(() => bytes.indexFill(0, first, -1), /^ArgumentError: indexFill: -1 does not go into uint8$/);
  t.throws(() => bytes.scatter(0, first, 256), /^ArgumentError: scatter: 256 does not go into uint8$/);
  t.throws(() => bytes.set([0], 256), /^ArgumentError: set: 256 does not go into uint8$/);
  t.throws(
    () => bytes.set(0 as never, 1),
    /^ArgumentError: set: indices must be a list, such as \[0, slice\(1, 3\)\], but are 0$/,
  );
  t.deepEqual(bytes.toArray(), [1, 200]);
  t.end();
});
