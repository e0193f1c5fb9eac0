import inspector from 'node:inspector';
import test from 'tape';
import { compiledFor, compiledLoop, type LoopRequest } from '../../src/backends/compiledLoop.ts';
import { computeAll, referenceBackend } from '../../src/backends/reference.ts';
import type { NumberArray } from '../../src/dtype.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { FlatArray, Kernel, Position } from '../../src/kernels/kernel.ts';
import { kernelCases } from '../support/kernelCases.ts';
import type { KernelRun } from '../support/recordingBackend.ts';

// What runs often is compiled from the kernel's text. Nobody must be able to tell by the numbers.

const all = Object.entries(kernels) as unknown as [keyof typeof kernels, Kernel<object>][];

/** Every element by a call of the kernel itself. */
function byDefinition({ element }: Kernel<object>, run: KernelRun, output: NumberArray): NumberArray {
  for (let x = 0; x < output.length; x++) {
    const position = { thread: { x }, constants: run.sizes };
    const value = element.apply(position, [...run.inputs, ...run.scalars] as never[]);
    output[x] = run.dtype === 'bool' ? (value === 0 ? 0 : 1) : value;
  }
  return output;
}

function sameBits(actual: NumberArray, expected: NumberArray): boolean {
  return expected.every((value: number, x: number) => Object.is(actual[x], value));
}

test('a compiled loop computes every kernel to the bit', (t) => {
  for (const [name, kernel] of all) {
    for (const run of kernelCases(name)) {
      const loop = compiledLoop({ kernel, ...run });
      const output = new Float64Array(run.length);
      loop?.(run.inputs, run.scalars, output);
      t.ok(sameBits(output, byDefinition(kernel, run, new Float64Array(run.length))), name);
    }
  }
  t.end();
});

test('the loop belongs to the sizes, not to the numbers: the next run reads its own inputs and scalars', (t) => {
  const scale: Kernel<object> = {
    ...kernels.add,
    name: 'scaled',
    scalars: ['factor'],
    element: scaledSum,
    helpers: [],
  };
  const request: LoopRequest = {
    kernel: scale,
    sizes: {},
    inputs: [new Int32Array(2), new Float32Array(2)],
    scalars: [1],
    dtype: 'float32',
  };
  const loop = compiledLoop(request);
  const output = new Float32Array(2);
  loop?.([Int32Array.of(1, 2), Float32Array.of(0.5, 0.25)], [2], output);
  t.deepEqual([...output], [2 * (1 + 0.5), 2 * (2 + 0.25)]);
  loop?.([Int32Array.of(3, 4), Float32Array.of(0, 0)], [10], output);
  t.deepEqual([...output], [10 * 3, 10 * 4]);
  t.end();
});

function scaledSum(this: Position<object>, a: FlatArray, b: FlatArray, factor: number): number {
  return factor * (a[this.thread.x] + b[this.thread.x]);
}

test('a run that comes again and again keeps its bits, in place too, and is compiled on the way', (t) => {
  const [run] = kernelCases('conv2d');
  const kernel = kernels.conv2d as unknown as Kernel<object>;
  const expected = byDefinition(kernel, run, new Float32Array(run.length));
  for (let elements = 0; elements < 30_000; elements += run.length) {
    const output = new Float32Array(run.length);
    computeAll(kernel, run.inputs, { ...run, dtype: 'float32' }, output);
    if (!sameBits(output, expected)) t.fail(`after ${elements} elements the numbers are others`);
  }
  t.ok(compiledFor({ kernel, ...run, dtype: 'float32' }, run.length), 'it was compiled');

  const length = 1000;
  const counts = new Float32Array(length);
  for (let i = 1; i <= 50; i++) {
    referenceBackend.run(kernels.add, [counts, counts.map(() => 1)], {
      sizes: {},
      scalars: [],
      dtype: 'float32',
      length,
      into: counts,
    });
  }
  t.ok(
    counts.every((count) => count === 50),
    'each of fifty runs added 1',
  );
  t.end();
});

const triple: Kernel<object> = { ...kernels.relu, name: 'triple', element: tripled };
function tripled(this: Position<object>, input: FlatArray): number {
  return 3 * input[this.thread.x];
}

test('the plain loop runs at first, and always while a debugger listens', (t) => {
  const request: LoopRequest = {
    kernel: triple,
    sizes: {},
    inputs: [new Float32Array(9000)],
    scalars: [],
    dtype: 'float32',
  };
  const compiled = () => [1, 2, 3, 4, 5].map(() => compiledFor(request, 9000) !== undefined);
  t.deepEqual(compiled(), [false, false, false, true, true]);
  inspector.open(0);
  const later = { ...request, dtype: 'float64' } as const;
  t.deepEqual(
    [1, 2, 3, 4, 5].map(() => compiledFor(later, 9000) !== undefined),
    [false, false, false, false, false],
  );
  t.equal(compiledFor(request, 9000), undefined, 'though it came when the loop was compiled');
  inspector.close();
  t.ok(compiledFor(request, 9000), 'and has left');
  t.end();
});

test('the plain loop runs where code may not be made, and what is no kernel’s text', (t) => {
  const request: LoopRequest = {
    kernel: triple,
    sizes: {},
    inputs: [new Float32Array(1)],
    scalars: [],
    dtype: 'float32',
  };
  t.ok(compiledLoop(request));
  const makeCode = globalThis.Function;
  globalThis.Function = (() => {
    throw new EvalError('refused by the page');
  }) as unknown as FunctionConstructor;
  t.equal(compiledLoop(request), undefined);
  globalThis.Function = makeCode;

  const factor = 2;
  const closure = {
    ...triple,
    element: function element(this: Position<object>, input: FlatArray) {
      return factor * input[this.thread.x];
    },
  };
  t.equal(compiledLoop({ ...request, kernel: closure }), undefined, 'a name from outside');
  const arrow = { ...triple, element: (input: FlatArray) => input[0] };
  t.equal(compiledLoop({ ...request, kernel: arrow }), undefined, 'an arrow function');
  t.end();
});

test('of many sizes the latest are remembered, and of many bytes', (t) => {
  const request = (length: number): LoopRequest => ({
    kernel: triple,
    sizes: {},
    inputs: [new Float32Array(length)],
    scalars: [],
    dtype: 'int32',
  });
  const use = (length: number) => [1, 2, 3, 4].map(() => compiledFor(request(length), length)).at(-1);
  const five = 5 * 2 ** 20; // 40 MB as float64: two of them are too many
  const first = use(five);
  t.ok(first && first === use(five), 'it stays');
  t.ok(use(five - 1), 'another comes');
  t.notEqual(use(five), first, 'and the first had to go');
  t.equal(use(2 * five), undefined, 'one that is too large alone is not compiled');
  t.end();
});
