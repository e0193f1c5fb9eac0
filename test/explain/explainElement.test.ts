import test from 'tape';
import { computeAll } from '../../src/backends/reference.ts';
import { newArray } from '../../src/dtype.ts';
import { copyOf } from '../../src/explain/copiedKernel.ts';
import { explainElement } from '../../src/explain/explainElement.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { kernelCases } from '../support/kernelCases.ts';
import type { KernelRun } from '../support/recordingBackend.ts';

const all = Object.entries(kernels) as unknown as [keyof typeof kernels, Kernel<object>][];
/** Of a long output so many elements are explained, from its whole length. */
const mostElements = 60;

test('the explainer has a copy of every kernel: another function of the same text', (t) => {
  for (const [name, kernel] of all) {
    const copy = copyOf(kernel);
    const isSame = copy.toString() === kernel.element.toString() && copyOf(kernel) === copy;
    t.ok((copy as unknown) !== kernel.element && isSame, name);
  }
  t.end();
});

test('every kernel is explained as it computes: the same value, from numbers that lie in its inputs', (t) => {
  for (const [name, kernel] of all) {
    t.deepEqual(
      kernelCases(name).flatMap((run) => flawsOf(kernel, run)),
      [],
      name,
    );
  }
  t.end();
});

test('a kernel that computes something else than its copy is found, and so is a read outside', (t) => {
  const [run] = kernelCases('add');
  t.match(
    flawsOf({ ...kernels.add, element: kernels.sub.element } as never, run, kernels.add as never).join(),
    /is explained as/,
  );
  const short = { ...run, inputs: run.inputs.map((input) => input.slice(input.length >> 1)) };
  t.throws(() => flawsOf(kernels.add as never, short), /^RangeError: read of \w+\[\d+\], which has \d+ elements/);
  t.end();
});

/** Where the explanation of a run differs from what the reference loop computes. */
function flawsOf(kernel: Kernel<object>, run: KernelRun, computed = kernel): string[] {
  const output = newArray(run.dtype, run.length);
  computeAll(computed, run.inputs, run, output);
  const flaws: string[] = [];
  const step = Math.max(1, run.length / mostElements);
  for (let at = 0; at < run.length; at += step) {
    const x = Math.floor(at);
    const { value, reads } = explainElement(kernel, run.inputs, run, x);
    if (!Object.is(value, output[x])) flaws.push(`output[${x}] = ${output[x]} is explained as ${value}`);
    for (const { input, index, value: read } of reads) {
      const held = run.inputs[kernel.inputs.indexOf(input)][index];
      if (!Object.is(read, held)) flaws.push(`${input}[${index}] = ${held} is shown as ${read}`);
    }
  }
  return flaws;
}
