import fc from 'fast-check';
import test from 'tape';
import {
  add,
  detectAnomaly,
  F,
  fromArray,
  GraphError,
  isGradEnabled,
  noGrad,
  poolBytes,
  registerBackend,
  sum,
  type Tensor,
  tensor,
} from '../../src/index.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

/** Read through a function: after `a.grad = undefined` TypeScript would believe that it stays so. */
const gradOf = (input: Tensor) => input.grad?.toArray();

const leaf = (data: Parameters<typeof tensor>[0]) => tensor(data, { requiresGrad: true });

test('the gradient of a product is the other factor', (t) => {
  const a = leaf([2, 3]);
  const b = leaf([5, 7]);
  sum(a.mul(b)).backward();

  t.deepEqual(gradOf(a), [5, 7]);
  t.deepEqual(gradOf(b), [2, 3]);
  t.end();
});

test('a tensor used twice collects both gradients: b = a + a, c = b + b gives 4', (t) => {
  const a = leaf(1);
  const b = a.add(a);
  b.add(b).backward();

  t.equal(a.grad?.item(), 2 * 2);
  t.end();
});

test('a diamond of any depth is walked in topological order: the gradient is 2ⁿ', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), (depth) => {
      const a = leaf(1);
      let b: Tensor = a;
      for (let i = 0; i < depth; i++) b = b.add(b);
      b.backward();
      return a.grad?.item() === 2 ** depth;
    }),
  );
  t.pass('for depths up to 20');
  t.end();
});

test('what was computed first is gone through last, though a short cut leads to it: y = 2x, 5y + y', (t) => {
  const x = leaf(1);
  const y = x.mul(2);
  y.add(y.mul(5)).backward();
  t.equal(x.grad?.item(), (1 + 5) * 2);

  x.grad = undefined;
  const z = x.mul(2);
  z.mul(5).add(z).backward();
  t.equal(gradOf(x), (1 + 5) * 2, 'whichever way is found first');
  t.end();
});

test('a gradient on its way to two places is not added to in one of them', (t) => {
  const [a, b] = [leaf(1), leaf(1)];
  const early = a.mul(3);
  early.add(a.add(b)).backward();

  t.equal(a.grad?.item(), 3 + 1);
  t.equal(b.grad?.item(), 1, 'b received the same array as a, before a received 3 more');
  t.end();
});

test('a backward that fails leaves every gradient as it was', (t) => {
  const [a, b] = [leaf([1, 2]), leaf([3, 4])];
  sum(a.mul(b)).backward();
  const factor = tensor([5, 6]);
  const hidden = a.mul(factor).mul(7);
  hidden.retainGrad();
  factor.mul_(2);
  t.throws(() => sum(hidden).backward(), /mul needs its b \[2\] as it was, but it was changed in place/);

  const untouched = [
    [3, 4],
    [1, 2],
  ];
  t.deepEqual([gradOf(a), gradOf(b)], untouched);
  t.equal(gradOf(hidden), undefined, 'nor is that of a result, which was there already, kept');

  const refusing = leaf([1, 2]);
  refusing.registerHook(() => {
    throw new Error('no');
  });
  t.throws(() => sum(a.mul(b.mul(refusing.mul(1)))).backward(), /no/);
  t.deepEqual([gradOf(a), gradOf(b)], untouched, 'nor does the error of a hook');
  t.end();
});

test('gradients accumulate over backward calls, as in PyTorch', (t) => {
  const a = leaf([1, 2]);
  sum(a.mul(3)).backward();
  sum(a.mul(4)).backward();

  t.deepEqual(gradOf(a), [3 + 4, 3 + 4]);
  a.grad = undefined;
  t.equal(a.grad, undefined, 'and can be dropped');
  t.end();
});

test('every .grad owns its storage: the two gradients of a + b are not one array', (t) => {
  const a = leaf([1, 2]);
  const b = leaf([3, 4]);
  sum(a.add(b)).backward();
  sum(a).backward();

  t.deepEqual(gradOf(a), [2, 2]);
  t.deepEqual(gradOf(b), [1, 1], 'b did not see what a accumulated');
  t.end();
});

test('a gradient that the user gave to backward is copied, not kept', (t) => {
  const a = leaf([1, 2]);
  const start = tensor([10, 20]);
  a.add(0).backward(start);
  a.add(0).backward(start);

  t.deepEqual(gradOf(a), [20, 40]);
  t.deepEqual(start.toArray(), [10, 20]);
  t.end();
});

test('100,000 chained additions go backward without overflowing the stack', (t) => {
  const a = leaf(0);
  let total: Tensor = a;
  for (let i = 0; i < 100_000; i++) total = total.add(1);
  total.backward();

  t.equal(total.item(), 100_000);
  t.equal(a.grad?.item(), 1);
  t.end();
});

test('backward twice says what was freed and how to keep it; with retainGraph it adds up', (t) => {
  const a = leaf([1, 2]);
  const loss = sum(a.mul(a));
  loss.backward();
  t.throws(() => loss.backward(), /GraphError: backward: #\d+ \w+ was already gone through.*retainGraph/);

  const again = sum(a.mul(a));
  a.grad = undefined;
  again.backward(undefined, { retainGraph: true });
  again.backward();
  t.deepEqual(gradOf(a), [2 * 2 * 1, 2 * 2 * 2]);
  t.end();
});

test('an in-place change of something saved is found, and the error names operation, shape and versions', (t) => {
  const a = leaf([1, 2]);
  const b = leaf([3, 4]);
  const loss = sum(a.mul(b));
  noGrad(() => b.storage.replace(Float32Array.of(0, 0)));

  t.throws(
    () => loss.backward(),
    /mul needs its b \[2\] as it was, but it was changed in place .*version 1, saved at version 0/,
  );
  t.equal(a.grad, undefined, 'and no gradient was touched');
  t.end();
});

test('a change of something that no backward reads is no error', (t) => {
  const a = leaf([1, 2]);
  const b = tensor([3, 4]);
  const loss = sum(a.add(b));
  b.storage.replace(Float32Array.of(0, 0));
  loss.backward();

  t.deepEqual(gradOf(a), [1, 1]);
  t.end();
});

test('noGrad and detach end the path; backward from there says so', (t) => {
  const a = leaf([1, 2]);
  const inside = noGrad(() => a.mul(2));
  t.equal(inside.requiresGrad, false);
  t.equal(a.detach().mul(2).requiresGrad, false);
  t.throws(() => sum(inside).backward(), /does not require a gradient.*noGrad\(\) or after detach\(\)/);
  t.throws(
    () =>
      noGrad(() => {
        throw new Error('stop');
      }),
    /stop/,
  );
  t.equal(a.mul(2).requiresGrad, true, 'recording goes on after an error inside noGrad');
  t.end();
});

test('backward from something that is no scalar asks for the gradient to start from', (t) => {
  const a = leaf([1, 2]);
  t.throws(() => a.mul(2).backward(), /starts from a scalar, but this tensor has shape \[2\]/);
  t.throws(() => a.mul(2).backward(tensor([1])), /ShapeError: backward: .*gradient \(float32\) \[1\]/);
  t.throws(() => sum(a).backward(undefined, { createGraph: true }), /createGraph.* not supported.*001/);
  t.end();
});

test('retainGrad keeps the gradient of a result, which is otherwise not kept', (t) => {
  const a = leaf([1, 2]);
  const kept = a.mul(3);
  const dropped = a.mul(5);
  kept.retainGrad();
  sum(kept.mul(dropped)).backward();

  t.deepEqual(gradOf(kept), [5, 10]);
  t.equal(dropped.grad, undefined);
  t.end();
});

test('a hook sees the complete gradient, and what it returns goes on; it can be removed', (t) => {
  const a = leaf([1, 2]);
  const middle = a.mul(1);
  const seen: unknown[] = [];
  const handle = middle.registerHook((gradient) => {
    seen.push(gradient.toArray());
    return gradient.mul(10);
  });
  sum(middle.add(middle)).backward();
  t.deepEqual(seen, [[2, 2]], 'once, with both shares');
  t.deepEqual(gradOf(a), [20, 20]);

  handle.remove();
  a.grad = undefined;
  sum(middle.detach()).add(sum(a)).backward();
  t.deepEqual(gradOf(a), [1, 1]);
  t.end();
});

test('a hook that returns another shape is an error that names both', (t) => {
  const a = leaf([1, 2]);
  a.registerHook(() => tensor([1, 2, 3]));
  t.throws(() => sum(a).backward(), /a hook on leaf returned a gradient of another shape.*\[2\].*\[3\]/);
  t.end();
});

test('a hook that returns no tensor, or one of another dtype, is an error', (t) => {
  const a = leaf([1, 2]);
  const wrong = a.registerHook((() => 5) as never);
  t.throws(() => sum(a).backward(), /^ArgumentError: registerHook: a hook returns a tensor or nothing, but this one 5/);
  wrong.remove();
  a.registerHook((gradient) => gradient.double());
  t.throws(() => sum(a).backward(), /returned a gradient of another shape or dtype.*float32.*float64/);
  t.equal(gradOf(a), undefined);
  t.end();
});

test('detectAnomaly names the operation whose backward made the first NaN, and where it was called', (t) => {
  const a = leaf([1, 2]);
  t.throws(
    () => detectAnomaly(() => sum(a.mul(tensor([Number.NaN, 1]))).backward()),
    /detectAnomaly: the backward of #\d+ mul made NaN in the gradient of input 0 \[2\][\s\S]*tape\.test/,
  );
  t.end();
});

test('what backward made on the way returns to the pool; gradients a user has seen do not', (t) => {
  const a = tensor([[1, 2, 3]], { requiresGrad: true });
  const step = () => {
    const hidden = a.mul(2).relu();
    sum(hidden.mul(hidden)).backward();
    a.grad = undefined;
  };
  step();
  const before = poolBytes();
  step();
  t.equal(poolBytes(), before, 'a second step takes from the pool what the first one gave');

  sum(a.mul(2)).backward();
  const seen = a.grad as Tensor;
  const numbers = seen.toArray();
  a.grad = undefined;
  step();
  step();
  t.deepEqual(seen.toArray(), numbers, 'a gradient in the hands of a user is not overwritten');
  t.end();
});

test('requiresGrad is for floating leaves', (t) => {
  t.throws(
    () => tensor([1], { dtype: 'int32', requiresGrad: true }),
    /only floating tensors have gradients, but this one is int32/,
  );
  const result = leaf([1]).mul(2);
  t.throws(() => {
    result.requiresGrad = false;
  }, /use detach\(\)/);
  t.ok(new GraphError('x') instanceof Error);
  t.end();
});

test('tensors on different devices do not meet', (t) => {
  const here = fromArray(Float32Array.of(1), [1], { device: 'reference' });
  t.equal(add(here, here).device, 'reference');
  t.throws(
    () => fromArray(Float32Array.of(1), [1], { device: 'gpuu' }),
    /device 'gpuu' is unknown; the devices are 'auto', 'native', 'reference'/,
  );
  t.ok(F.relu(here));
  t.end();
});

test('backward says what is wrong with a gradient or an option that it cannot use', (t) => {
  const loss = () => sum(leaf([1, 2]));
  t.throws(() => loss().backward({ retainGraph: true } as never), {
    message:
      'backward: the gradient must be a tensor, but is {"retainGraph":true}. Options come second: ' +
      'backward(undefined, { retainGraph: true })',
  });
  t.throws(() => loss().backward(1 as never), /^ArgumentError: backward: the gradient must be a tensor, but is 1\./);
  t.throws(() => loss().backward(undefined, { retainGrap: true } as never), /did you mean "retainGraph"/);
  t.throws(() => {
    leaf([1]).grad = [1] as never;
  }, /^ArgumentError: grad: the gradient must be a tensor, but is \[1\]$/);
  t.end();
});

test('a gradient lives where its tensor lives, and one from elsewhere is refused before anything is changed', (t) => {
  const here = { device: 'reference' };
  const elsewhere = awaitedBackend('elsewhere');
  registerBackend(elsewhere);
  const stranger = tensor([1, 2], { device: 'elsewhere' });
  const a = tensor([1, 2], { ...here, requiresGrad: true });

  t.throws(() => a.mul(2).backward(stranger), /^DeviceError: backward: all tensors must be on the same device/);
  t.throws(() => {
    a.grad = stranger;
  }, /^DeviceError: grad: /);
  a.registerHook(() => stranger);
  t.throws(() => sum(a).backward(), /^DeviceError: hook: /);
  t.equal(a.grad, undefined);
  t.end();
});

test('async bodies of noGrad may end in any order: gradients are back when the last has ended', async (t) => {
  const until = async (gate: Promise<void>) => gate;
  let endFirst = () => {};
  let endSecond = () => {};
  const first = noGrad(() => until(new Promise<void>((resolve) => (endFirst = resolve))));
  const second = noGrad(() => until(new Promise<void>((resolve) => (endSecond = resolve))));
  endFirst();
  await first;
  t.equal(isGradEnabled(), false, 'the second goes on');
  endSecond();
  await second;
  t.equal(isGradEnabled(), true);
  t.end();
});

test('what has become integers or bool requires no gradient', (t) => {
  const a = leaf([1.5, 2]);
  t.equal(a.to('int32').requiresGrad, false);
  t.equal(a.bool().float().requiresGrad, false);
  t.equal(a.to('float64').requiresGrad, true);
  t.end();
});
