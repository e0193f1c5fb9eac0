import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { ones, tensor } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** y = 3·a + 5·b */
class Weighted extends nn.Module<[a: Tensor, b: Tensor]> {
  override forward(a: Tensor, b: Tensor): Tensor {
    return a.mul(3).add(b.mul(5));
  }
}

class Tripled extends nn.Module {
  override forward(x: Tensor): Tensor {
    return x.mul(3);
  }
}

const learning = (...numbers: number[]) => tensor(numbers, { requiresGrad: true });

test('forward hooks see what comes in and goes out, in order, until they are removed', (t) => {
  const layer = new Tripled();
  const seen: string[] = [];
  const before = layer.registerForwardPreHook((module, [x]) => {
    seen.push(`before ${module === layer} ${x}`);
    return undefined;
  });
  const after = layer.registerForwardHook((module, [x], y) => {
    seen.push(`after ${module === layer} ${x} ${y}`);
    return undefined;
  });
  layer(tensor([2]));
  t.deepEqual(seen, [`before true ${tensor([2])}`, `after true ${tensor([2])} ${tensor([6])}`]);
  before.remove();
  after.remove();
  layer(tensor([2]));
  t.equal(seen.length, 2);
  t.end();
});

test('what forward hooks return takes the place of inputs and output', (t) => {
  const layer = new Tripled();
  layer.registerForwardPreHook((_module, [x]) => [x.add(1)]);
  layer.registerForwardHook((_module, _inputs, y) => y.mul(10));
  t.deepEqual(layer(tensor([2])).toArray(), [(2 + 1) * 3 * 10]);
  t.end();
});

test('a backward hook sees the gradients of its own call, whatever else its inputs feed', (t) => {
  const layer = new Weighted();
  const [a, b] = [learning(1), learning(2)];
  const seen: unknown[] = [];
  layer.registerFullBackwardHook((module, gradInputs, gradOutputs) => {
    seen.push(module === layer, ...[...gradInputs, ...gradOutputs].map((gradient) => gradient?.toArray()));
    return undefined;
  });
  layer(a, b).mul(2).add(a.mul(100)).sum().backward();
  t.deepEqual(seen, [true, [3 * 2], [5 * 2], [2]]);
  t.deepEqual([a.grad?.toArray(), b.grad?.toArray()], [[3 * 2 + 100], [5 * 2]]);
  t.end();
});

test('a backward hook can replace the gradient of a module with one input', (t) => {
  const layer = new Tripled();
  const x = learning(1, 2);
  const hook = layer.registerFullBackwardHook((_module, [gradient]) => [gradient?.mul(10)]);
  layer(x).sum().backward();
  t.deepEqual(x.grad?.toArray(), [3 * 10, 3 * 10]);
  hook.remove();
  layer(x).sum().backward();
  t.deepEqual(x.grad?.toArray(), [3 * 10 + 3, 3 * 10 + 3]);
  t.end();
});

test('replacing one of several gradients is an error', (t) => {
  const layer = new Weighted();
  layer.registerFullBackwardHook((_module, gradients) => gradients);
  t.throws(() => layer(learning(1), learning(2)).sum().backward(), /with one differentiable input, but this one has 2/);
  t.end();
});

test('a backward hook on a first layer is called though nobody wants the gradient by its input', (t) => {
  const layer = new nn.Linear(2, 1);
  const seen: unknown[] = [];
  layer.registerFullBackwardHook((_module, gradInputs, [gradOutput]) => {
    seen.push(gradInputs, gradOutput?.toArray());
    return undefined;
  });
  layer(ones([1, 2]))
    .sum()
    .backward();
  t.deepEqual(seen, [[undefined], [[1]]]);
  t.end();
});
