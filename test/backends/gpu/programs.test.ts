import test from 'tape';
import type { Driver, Task } from '../../../src/backends/gpu/driver.ts';
import { Programs } from '../../../src/backends/gpu/programs.ts';
import { kernels } from '../../../src/kernels/all.ts';
import { product } from '../../../src/kernels/matmul.ts';
import { rowMajor } from '../../../src/shape/matrix.ts';

/** Programs of a driver that only counts. */
function counted(fixesLengths: boolean) {
  const compiled: Task[] = [];
  let disposed = 0;
  const driver = {
    mode: 'cpu',
    fixesLengths,
    compile(task: Task) {
      compiled.push(task);
      return { run: () => ({ length: 1, memory: { bytes: 4 } }), dispose: () => void disposed++ };
    },
  } as unknown as Driver;
  return { programs: new Programs(driver), compiled, disposed: () => disposed };
}

const array = (length: number) => ({ length, memory: { bytes: 4 * length } });

/** Adds arrays of a length. */
function add(programs: Programs, length: number): void {
  const arrays = [array(length), array(length)];
  programs.run(kernels.add, { arrays, sizes: {}, scalars: [], dtype: 'float32', length });
}

test('a kernel is compiled once for its sizes, whatever its scalars', (t) => {
  const { programs, compiled } = counted(false);
  for (const scalar of [1, 2, 3]) {
    const run = { arrays: [array(5)], sizes: {}, scalars: [scalar], dtype: 'float32', length: 5 } as const;
    programs.run(kernels.addScalar, run);
  }
  for (const length of [1, 2, 3]) add(programs, length);
  t.deepEqual(
    compiled.map((task) => task.name),
    ['addScalar', 'add'],
    'one program serves every length, where the driver can',
  );
  t.equal(programs.compilations, 2);
  t.end();
});

test('other sizes are another program, though all lengths are the same', (t) => {
  const { programs, compiled } = counted(true);
  for (const [rows, columns] of [
    [2, 6],
    [3, 4],
    [2, 6],
  ]) {
    const sizes = product(rowMajor(rows, 12 / rows), rowMajor(12 / rows, columns));
    const arrays = [array(12), array(24)];
    programs.run(kernels.matmul, { arrays, sizes, scalars: [], dtype: 'float32', length: 12 });
  }
  t.equal(compiled.length, 2);
  t.end();
});

test('what lies between the steps of a plan goes back to the device, after an error too', (t) => {
  const freed: unknown[] = [];
  let runs = 0;
  const memory = { bytes: 4 };
  const driver = {
    mode: 'webasm',
    fixesLengths: true,
    compile: () => ({
      run() {
        if (++runs === 2) throw new Error('the second step fails');
        return { length: 1, memory };
      },
    }),
    free: (given: unknown) => void freed.push(given),
  } as unknown as Driver;
  const sizes = product(rowMajor(16, 16), rowMajor(16, 16));
  const run = { arrays: [array(256), array(256)], sizes, scalars: [], dtype: 'float32', length: 256 } as const;
  t.throws(() => new Programs(driver).run(kernels.matmul, run), /the second step fails/);
  t.deepEqual(freed, [memory]);
  t.end();
});

test('a run of odd lengths does not fill the memory: the programs that were not used for longest go', (t) => {
  const { programs, compiled, disposed } = counted(true);
  for (let length = 1; length <= 1500; length++) {
    add(programs, length);
    add(programs, 1);
  }
  t.equal(compiled.length, 1500);
  t.equal(disposed(), 500);
  add(programs, 1);
  add(programs, 1400);
  t.equal(compiled.length, 1500, 'those in use are kept');
  add(programs, 2);
  t.equal(compiled.length, 1501, 'those that are gone are compiled again');
  t.end();
});
