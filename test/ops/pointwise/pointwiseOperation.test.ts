import test from 'tape';
import type { Operation } from '../../../src/autograd/operation.ts';
import { run } from '../../../src/backends/run.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { pointwiseKernels } from '../../../src/kernels/pointwise/index.ts';
import { mul as mulKernel } from '../../../src/kernels/pointwise/mul.ts';
import { reluGrad, relu as reluKernel } from '../../../src/kernels/pointwise/relu.ts';
import { mul } from '../../../src/ops/pointwise/mul.ts';
import { pointwiseOperation } from '../../../src/ops/pointwise/pointwiseOperation.ts';
import { relu } from '../../../src/ops/pointwise/relu.ts';
import { tensor } from '../../../src/tensor/create.ts';
import { apply } from '../../../src/tensor/tensor.ts';
import '../../../src/tensor/methods.ts';

test('a pointwise operation from its kernels does what the one written out does', (t) => {
  const ours = {
    mul: pointwiseOperation('mul', mulKernel, [
      { kernel: mulKernel, reads: ['b'] },
      { kernel: mulKernel, reads: ['a'] },
    ]),
    relu: pointwiseOperation('relu', reluKernel, [reluGrad]),
  };
  const gradients = (multiply: Operation<object>, rectify: Operation<object>) => {
    const a = tensor([1, -2, 3], { requiresGrad: true });
    const b = tensor([4, 5, -6], { requiresGrad: true });
    apply(rectify, [apply(multiply, [a, b], {})], {})
      .sum()
      .backward();
    return [a.grad?.toArray(), b.grad?.toArray()];
  };

  t.deepEqual(
    gradients(ours.mul, ours.relu),
    [
      [4, 0, -0],
      [1, -0, 0],
    ],
    'by hand: only 1 · 4 is above 0',
  );
  t.deepEqual(gradients(ours.mul, ours.relu), gradients(mul as Operation<object>, relu as Operation<object>));
  t.end();
});

test('a pointwise operation saves exactly what its gradients read', (t) => {
  const [a, b] = [tensor([1]), tensor([2])];
  const onlyOther = pointwiseOperation('mul', mulKernel, [undefined, { kernel: mulKernel, reads: ['a'] }]);
  const output = pointwiseOperation('relu', reluKernel, [reluGrad]);

  t.deepEqual(Object.keys(onlyOther.forward(run, [a, b], {}).saved), ['a']);
  t.equal(onlyOther.forward(run, [a, b], {}).saved.a.storage, a.storage);
  t.deepEqual(Object.keys(output.forward(run, [a], {}).saved), ['output']);
  t.deepEqual(Object.keys(pointwiseOperation('x', reluKernel, ['same']).forward(run, [a], {}).saved), []);
  t.end();
});

test('every gradient kernel of the family reads the gradient first', (t) => {
  for (const [name, kernel] of Object.entries(pointwiseKernels) as [string, Kernel<object>][]) {
    if (name.includes('Grad')) t.equal(kernel.inputs[0], 'gradOutput', name);
  }
  t.end();
});
