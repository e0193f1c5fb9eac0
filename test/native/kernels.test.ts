import fc from 'fast-check';
import test from 'tape';
import { computeAll } from '../../src/backends/reference.ts';
import { type NumberArray, newArray } from '../../src/dtype.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { close } from '../support/close.ts';
import { addon, withAddon } from './addon.ts';
import type { Case } from './cases.ts';
import { cases } from './cases.ts';
import { isFused } from './fused.ts';

/** More, to look harder: STRIDEGRAD_TEST_RUNS=5000. */
const numRuns = Number(process.env.STRIDEGRAD_TEST_RUNS ?? 60);

const definitions: Readonly<Record<string, Kernel<never>>> = kernels;

/** What C++ makes of a case. The output is full of NaN or −1 before: every element must be written. */
function runNative(name: string, { inputs, sizes, scalars, dtype, length }: Case): NumberArray {
  const output = newArray(dtype, length).fill(dtype === 'float32' ? NaN : -1);
  const kernel = definitions[name];
  const packed = Float64Array.from(kernel.sizes, (size) => (sizes as Record<string, number>)[size]);
  addon.kernels[name](packed, Float64Array.from(scalars), output, ...inputs);
  return output;
}

/** What the definition makes of it: every element by the TypeScript kernel. */
function runDefinition(name: string, { inputs, sizes, scalars, dtype, length }: Case): NumberArray {
  const output = newArray(dtype, length);
  computeAll(definitions[name] as unknown as Kernel<object>, inputs, { sizes, scalars, dtype, length }, output);
  return output;
}

withAddon('C++ declares every kernel as TypeScript does', (t) => {
  const twins = Object.entries(addon.schema).filter(([name]) => !isFused(name));
  for (const [name, { inputs, sizes, scalars }] of twins) {
    const { inputs: inputNames, sizes: sizeNames, scalars: scalarNames } = definitions[name];
    t.deepEqual(
      { inputs: inputs.map((input) => input.name), sizes, scalars },
      { inputs: inputNames, sizes: sizeNames, scalars: scalarNames },
      name,
    );
  }
  t.deepEqual(Object.keys(addon.schema), Object.keys(addon.kernels), 'a schema for every kernel');
  t.deepEqual(Object.keys(cases).sort(), twins.map(([name]) => name).sort(), 'cases for every kernel');
  t.end();
});

for (const [name, arbitrary] of Object.entries(cases)) {
  withAddon(`C++ ${name} computes what the TypeScript kernel defines`, (t) => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        const actual = runNative(name, given);
        const expected = runDefinition(name, given);
        for (let x = 0; x < expected.length; x++) {
          const same = given.terms === 0 ? equal(actual[x], expected[x]) : close(actual[x], expected[x], given.terms);
          if (!same) throw new Error(`output[${x}] is ${actual[x]}, but by definition ${expected[x]}`);
        }
      }),
      { numRuns },
    );
    t.pass('property held');
    t.end();
  });
}

/** The same number; the sign of a zero does not count, for adding zeros in another order changes it. */
function equal(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

test('an element that C++ does not compute is noticed', (t) => {
  t.equal(equal(NaN, 0), false);
  t.equal(close(1.001, 1, 1), false);
  t.end();
});
