import fc from 'fast-check';
import test from 'tape';
import type { Operation, Saved } from '../../../src/autograd/operation.ts';
import { computeAll } from '../../../src/backends/reference.ts';
import type { Run } from '../../../src/backends/run.ts';
import { type NdArray, upload } from '../../../src/backends/storage.ts';
import { newArray } from '../../../src/dtype.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { adaptiveAvgPool2d } from '../../../src/ops/window/adaptiveAvgPool2d.ts';
import { adaptiveMaxPool2d, adaptiveMaxPool2dIndices } from '../../../src/ops/window/adaptiveMaxPool2d.ts';
import { avgPool2d } from '../../../src/ops/window/avgPool2d.ts';
import { conv2d } from '../../../src/ops/window/conv2d.ts';
import { convSizes } from '../../../src/ops/window/convGeometry.ts';
import { convTranspose2d } from '../../../src/ops/window/convTranspose2d.ts';
import { maxPool2d, maxPool2dIndices } from '../../../src/ops/window/maxPool2d.ts';
import { pad } from '../../../src/ops/window/pad.ts';
import { poolSizes } from '../../../src/ops/window/poolGeometry.ts';
import { resize } from '../../../src/ops/window/resize.ts';
import { unfold } from '../../../src/ops/window/unfold.ts';
import '../../../src/tensor/methods.ts';
import { elementCount } from '../../../src/shape/rowMajor.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { convCase, convTransposeCase, poolWindow, type WindowCase, windowOn } from '../../support/windowArbitraries.ts';

// A read outside of an input gives NaN here and something else on every other device. So no kernel may make one.

type Element = (...inputsThenScalars: unknown[]) => number;

/** A copy of a kernel's element function: the kernel itself must not see arrays of another kind (V8 would slow it down). */
function copyOf({ element, helpers }: Kernel<never>): Element {
  const names = helpers.map((helper) => helper.name);
  return new Function(...names, `return ${element}`)(...helpers) as Element;
}

/** Numbers that throw when they are read anywhere but at one of their own indices. */
function guarded(name: string, { storage }: NdArray): unknown {
  const numbers = storage.read();
  return new Proxy(numbers, {
    get(_, key) {
      const index = Number(String(key));
      if (!Number.isInteger(index) || index < 0 || index >= numbers.length) {
        throw new RangeError(`${name} has ${numbers.length} numbers, but ${String(key)} was read`);
      }
      return numbers[index];
    },
  });
}

/** Runs every element of a kernel on guarded inputs, then gives what the kernel gives. */
const guardedRun: Run = (kernel, inputs, { sizes, scalars = [], shape, dtype, like }) => {
  const element = copyOf(kernel);
  const length = elementCount(shape);
  const reads = inputs.map((input, i) => guarded(`${kernel.name}'s ${kernel.inputs[i]}`, input));
  for (let x = 0; x < length; x++) element.call({ thread: { x }, constants: sizes }, ...reads, ...scalars);
  const output = newArray(dtype, length);
  computeAll(
    kernel,
    inputs.map(({ storage }) => storage.read()),
    { sizes, scalars, dtype, length },
    output,
  );
  return upload((like ?? inputs[0]).storage.backend, output, shape, dtype);
};

/** Runs an operation forward and back. */
function runs<Params, Kept extends Saved>(
  operation: Operation<Params, Kept>,
  inputs: NdArray[],
  params: Params,
): NdArray {
  const { output, saved } = operation.forward(guardedRun, inputs, params);
  const forms = inputs.map(({ shape, storage }) => ({ shape, dtype: storage.dtype }));
  operation.backward?.(guardedRun, { gradOutput: output, inputs: forms, params, saved, wants: inputs.map(() => true) });
  return output;
}

const windowOf = ({ kernel, stride, padding, dilation }: WindowCase) => ({
  kernelSize: kernel,
  stride,
  padding,
  dilation,
});

test('convolutions read nothing outside their inputs, forward and back', (t) => {
  fc.assert(
    fc.property(convCase, convTransposeCase, (c, transposed) => {
      runs(conv2d, [c.input, c.weight, c.bias], convSizes('conv2d', c.input.shape, c.weight.shape, c));
      runs(convTranspose2d, [transposed.input, transposed.weight], transposed);
    }),
    { numRuns: 40 },
  );
  t.pass();
  t.end();
});

test('pools and folds read nothing outside their inputs, forward and back', (t) => {
  const anyPool = windowOn(poolWindow, [2, 2]);
  fc.assert(
    fc.property(anyPool, windowOn(), fc.boolean(), fc.tuple(fc.nat(6), fc.nat(6)), (c, other, ceilMode, size) => {
      const params = { ...windowOf(c), ceilMode };
      const sizes = poolSizes('maxPool2d', c.input.shape, params);
      runs(maxPool2d, [c.input, runs(maxPool2dIndices, [c.input], sizes)], sizes);
      if (`${c.dilation}` === '1,1') runs(avgPool2d, [c.input], { ...params, countIncludePad: ceilMode });
      runs(unfold, [other.input], windowOf(other));
      const outputSize = { outputSize: size };
      runs(adaptiveAvgPool2d, [c.input], outputSize);
      runs(adaptiveMaxPool2d, [c.input, runs(adaptiveMaxPool2dIndices, [c.input], outputSize)], outputSize);
    }),
    { numRuns: 40 },
  );
  t.pass();
  t.end();
});

test('padding and resizing read nothing outside their inputs, forward and back', (t) => {
  const amounts = fc.tuple(fc.integer({ min: -1, max: 3 }), fc.integer({ min: -1, max: 3 }));
  const modes = fc.constantFrom('constant', 'reflect', 'replicate', 'circular');
  const ways = fc.constantFrom('nearest', 'linear', 'cubic');
  const scales = fc.tuple(fc.constantFrom(0, 0.3, 0.75, 1, 1.7), fc.constantFrom(-0.4, 0, 0.35));
  fc.assert(
    fc.property(tensorOf([2, 4, 2]), amounts, modes, ways, scales, (x, [before, after], mode, way, [scale, shift]) => {
      runs(pad, [x], { axis: 1, before, after, mode: mode as 'reflect', value: 0 });
      const one = scale === 0 ? { axis: 0, input: x.narrow(0, 0, 1) } : { axis: 1, input: x };
      runs(resize, [one.input], { axis: one.axis, size: 5, way: way as 'linear', scale, shift });
    }),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('the guard can fail', (t) => {
  const bad = {
    name: 'bad',
    inputs: ['input'],
    sizes: [],
    scalars: [],
    element: beyond,
    helpers: [],
  } as Kernel<object>;
  const input = tensorSample();
  const request = { sizes: {}, shape: input.shape, dtype: input.storage.dtype };
  t.throws(() => guardedRun(bad, [input], request), /bad's input has 1 numbers, but 1 was read/);
  t.end();
});

function beyond(this: { readonly thread: { readonly x: number } }, input: ArrayLike<number>): number {
  return input[this.thread.x + 1];
}

function tensorSample(): NdArray {
  return fc.sample(tensorOf([1]), 1)[0];
}
