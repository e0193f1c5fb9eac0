import fc from 'fast-check';
import test from 'tape';
import { lowering } from '../../../src/backends/gpu/lowerings.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { linear } from '../../../src/kernels/linear.ts';
import { matmul, product } from '../../../src/kernels/matmul.ts';
import { rowMajor, shared, transposed } from '../../../src/shape/matrix.ts';
import { runKernel, runPlan } from '../../support/runPlan.ts';

// Sums of products of half-integers are exact, so that a plan must give the very numbers of the kernel that it stands for.

const modes = ['webasm'] as const;

/** A kernel, its sizes and how long its inputs and its output are. */
interface Case {
  readonly kernel: Kernel<never>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly inputs: readonly number[];
  readonly length: number;
}

/** Half-integers that do not repeat in step with any size. */
function numbers(length: number, seed: number): number[] {
  return Array.from({ length }, (_, i) => (((i + 1) * (2 * seed + 7919)) % 17) / 2 - 4);
}

const matmulCase: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    rows: fc.integer({ min: 3, max: 14 }),
    inner: fc.integer({ min: 30, max: 70 }),
    columns: fc.integer({ min: 3, max: 14 }),
    isATransposed: fc.boolean(),
    isBTransposed: fc.boolean(),
    isAShared: fc.boolean(),
    isBShared: fc.boolean(),
  })
  .map(({ batch, rows, inner, columns, ...how }) => {
    const a = how.isATransposed ? transposed(rowMajor(inner, rows)) : rowMajor(rows, inner);
    const b = how.isBTransposed ? transposed(rowMajor(columns, inner)) : rowMajor(inner, columns);
    return {
      kernel: matmul as Kernel<never>,
      sizes: product(how.isAShared ? shared(a) : a, how.isBShared ? shared(b) : b),
      inputs: [batch * rows * inner, batch * inner * columns],
      length: batch * rows * columns,
    };
  });

const linearCase: fc.Arbitrary<Case> = fc
  .tuple(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 60, max: 99 }), fc.integer({ min: 3, max: 20 }))
  .map(([rows, inner, columns]) => ({
    kernel: linear as Kernel<never>,
    sizes: { rows, inner, columns },
    inputs: [rows * inner, columns * inner, columns],
    length: rows * columns,
  }));

const cases: Readonly<Record<string, fc.Arbitrary<Case>>> = { matmul: matmulCase, linear: linearCase };

for (const mode of modes) {
  for (const [name, arbitrary] of Object.entries(cases)) {
    test(`in mode ${mode} the steps that stand for ${name} give the numbers of ${name} itself`, (t) => {
      let planned = 0;
      fc.assert(
        fc.property(fc.noBias(arbitrary), ({ kernel, sizes, inputs, length }) => {
          const plan = lowering(kernel.name, sizes, length, mode);
          if (plan === undefined) return;
          planned++;
          const arrays = inputs.map(numbers);
          t.deepEqual(runPlan(plan, arrays), runKernel(kernel, arrays, sizes, length));
        }),
        { numRuns: 60 },
      );
      t.ok(planned >= 15, `${planned} of 60 cases have a plan`);
      t.end();
    });
  }
}

test('a kernel without a faster form runs as it is defined', (t) => {
  t.equal(lowering('relu', {}, 100, 'webasm'), undefined);
  t.equal(lowering('matmul', product(rowMajor(2, 3), rowMajor(3, 4)), 8, 'webasm'), undefined, 'a small product');
  t.equal(lowering('matmul', product(rowMajor(64, 64), rowMajor(64, 64)), 64 * 64, 'cpu'), undefined);
  t.end();
});
