import { GPU } from 'gpu.js';
import test from 'tape';
import { computeAll } from '../../src/backends/reference.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { close } from '../support/close.ts';
import { kernelCases } from '../support/kernelCases.ts';
import type { KernelRun } from '../support/recordingBackend.ts';

// gpu.js compiles every kernel from its source text and must compute what the reference loop computes. In mode cpu it
// makes JavaScript of it, in mode webasm WebAssembly in float32; NaN, infinities and indices out of range are among the
// inputs.

/** The numbers of a run by the reference loop, as float32. */
function byReference(kernel: Kernel<object>, run: KernelRun): Float32Array {
  const output = new Float32Array(run.length);
  computeAll(kernel, run.inputs, { ...run, dtype: 'float32' }, output);
  return output;
}

/** The same by gpu.js, where every number is a float32. */
function byGpu(gpu: GPU, kernel: Kernel<object>, run: KernelRun): Float32Array {
  const compiled = gpu.createKernel(kernel.element.toString(), {
    output: [run.length],
    constants: { ...run.sizes },
    functions: [...kernel.helpers],
    precision: 'single',
  });
  const inputs = run.inputs.map((input) => Float32Array.from(input));
  return compiled(...inputs, ...run.scalars) as Float32Array;
}

/** Where the two differ first, in words; undefined where they agree. */
function difference(
  gpu: GPU,
  name: keyof typeof kernels,
  isSame: (actual: number, expected: number) => boolean,
): string | undefined {
  const kernel = kernels[name] as unknown as Kernel<object>;
  for (const run of kernelCases(name)) {
    const expected = byReference(kernel, run);
    const actual = byGpu(gpu, kernel, run);
    const x = expected.findIndex((value, i) => !isSame(actual[i], value));
    if (x >= 0)
      return `output[${x}] is ${actual[x]}, but by definition ${expected[x]}; sizes ${JSON.stringify(run.sizes)}`;
  }
  return undefined;
}

/** How inexact exp, log, tan and what is built of them may be in float32, as a number of rounded terms. */
const roundings = 64;

/**
 * What float32 cannot do, and why. A sum or product is no less right there, but the step in the middle is another number.
 */
const differsInFloat32: Partial<Record<keyof typeof kernels, string>> = {
  klDivLogTarget: 'exp(100) is infinite, and 0 · ∞ is NaN',
  klDivLogTargetGradInput: 'exp(100) is infinite, and 0 · ∞ is NaN',
  coshGrad: 'sinh(100) is infinite, and 0 · ∞ is NaN',
  sinhGrad: 'cosh(100) is infinite, and 0 · ∞ is NaN',
  logaddexpGrad: 'exp(−99) is 0, and an infinite gradient · 0 is NaN',
  eluGrad: 'exp(−250) is 0, and an infinite gradient · 0 is NaN',
  logSigmoidGrad: 'exp(−100) is 0, and an infinite gradient · 0 is NaN',
  siluGrad: 'exp(−100) is 0, and an infinite gradient · 0 is NaN',
  softplusGrad: 'exp(−225) is 0, and an infinite gradient · 0 is NaN',
  resizeLinearGrad: 'a cell whose share is 0 but for rounding may not be visited, and 0 · NaN is NaN',
};

const names = Object.keys(kernels) as (keyof typeof kernels)[];

test('gpu.js in mode cpu computes every kernel as the reference does, to the bit', (t) => {
  const gpu = new GPU({ mode: 'cpu' });
  for (const name of names) {
    t.equal(difference(gpu, name, Object.is), undefined, name);
  }
  t.end();
});

test('gpu.js in mode webasm computes every kernel as the reference does, as far as float32 goes', (t) => {
  const gpu = new GPU({ mode: 'webasm' });
  for (const name of names) {
    const found = difference(gpu, name, (actual, expected) => close(actual, expected, roundings));
    const reason = differsInFloat32[name];
    if (reason === undefined) t.equal(found, undefined, name);
    else t.ok(found, `${name} still differs: ${reason}`);
  }
  t.end();
});

test('a kernel that computes something else is found', (t) => {
  const gpu = new GPU({ mode: 'cpu' });
  const [run] = kernelCases('add');
  const expected = byReference(kernels.add, run);
  const other = byGpu(gpu, kernels.mul, run);
  t.ok(expected.some((value, i) => !close(other[i], value, roundings)));
  t.end();
});
