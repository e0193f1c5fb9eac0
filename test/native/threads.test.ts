import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { type NumberArray, newArray } from '../../src/dtype.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { addon, withAddon } from './addon.ts';
import { type Case, cases, largeCases } from './cases.ts';

const definitions: Readonly<Record<string, Kernel<never>>> = kernels;
const worker = new URL('./worker.mjs', import.meta.url);

function runWith(threads: number, name: string, { inputs, sizes, scalars, dtype, length }: Case): NumberArray {
  addon.setThreads(threads);
  const output = newArray(dtype, length);
  const packed = Float64Array.from(definitions[name].sizes, (size) => (sizes as Record<string, number>)[size]);
  addon.kernels[name](packed, Float64Array.from(scalars), output, ...inputs);
  return output;
}

/** The bits of two arrays: −0 is not 0 here, and NaN equals NaN. */
function sameBits(a: NumberArray, b: NumberArray): boolean {
  return Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0;
}

withAddon('every kernel computes the same bits with 1, 2 and 3 threads', (t) => {
  const before = addon.threads();
  for (const [name, arbitrary] of Object.entries({ ...cases, ...largeCases })) {
    const kernel = name.split(' ')[0];
    fc.assert(
      fc.property(arbitrary, (given) => {
        const alone = runWith(1, kernel, given);
        return [2, 3].every((threads) => sameBits(runWith(threads, kernel, given), alone));
      }),
      { numRuns: name in largeCases ? 3 : 15 },
    );
    t.pass(name);
  }
  addon.setThreads(before);
  t.end();
});

/** What a worker says, and how it ended. */
function messageOf(thread: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

withAddon('two worker threads use the addon at once and compute the same as this thread', async (t) => {
  const workers = [1, 2].map(
    () => new Worker(worker, { workerData: { addon: addonPath(), rounds: 40, kernel: 'matmul' } }),
  );
  const sums = await Promise.all(workers.map(messageOf));
  t.equal(sums[0], sums[1]);
  t.equal(typeof sums[0], 'number');
  await Promise.all(workers.map((thread) => thread.terminate()));
  t.end();
});

withAddon('a worker may be terminated in the middle of a kernel, and the others go on', async (t) => {
  for (let i = 0; i < 8; i++) {
    const thread = new Worker(worker, { workerData: { addon: addonPath(), rounds: Infinity, kernel: 'matmul' } });
    await messageOf(thread); // it is at work
    await new Promise((resolve) => setTimeout(resolve, i * 3));
    await thread.terminate();
  }
  const ones = new Float32Array(300 * 300).fill(1);
  const product = new Float32Array(300 * 300);
  addon.kernels.matmul(Float64Array.of(300, 300, 300, 0, 300, 1, 0, 300, 1), new Float64Array(0), product, ones, ones);
  t.ok(product.every((value) => value === 300));
  t.end();
});

/** What a program that loads the addon in a process of its own prints. */
function inProcess(program: string, environment: Record<string, string>) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  return { ended: signal ?? status, stdout: stdout.trim(), stderr };
}

function addonPath(): string {
  return process.env.STRIDEGRAD_ADDON || fileURLToPath(new URL('../../build/Release/stridegrad.node', import.meta.url));
}

const load = `
  import { createRequire } from 'node:module';
  const load = () => createRequire(${JSON.stringify(import.meta.url)})(${JSON.stringify(addonPath())});
`;

withAddon('the addon stays in memory after the last worker that loaded it, for its threads go on', (t) => {
  const program = `
    import { readFileSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    for (let i = 0; i < 4; i++) {
      const thread = new Worker(new URL(${JSON.stringify(worker.href)}), {
        execArgv: [], workerData: { addon: ${JSON.stringify(addonPath())}, rounds: 20, kernel: 'add' },
      });
      await new Promise((resolve, reject) => { thread.once('exit', resolve); thread.once('error', reject); });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const isMapped = process.platform !== 'linux' || readFileSync('/proc/self/maps', 'utf8').includes('stridegrad.node');
    console.log(isMapped ? 'still there' : 'unloaded');
  `;
  const { ended, stdout, stderr } = inProcess(program, { STRIDEGRAD_NUM_THREADS: '3' });
  t.deepEqual([ended, stdout], [0, 'still there'], stderr);
  t.end();
});

withAddon('the environment pins the instruction set and the number of threads', (t) => {
  const show = `${load} const addon = load(); console.log(addon.isa(), addon.threads());`;
  const base = process.arch === 'arm64' ? 'neon' : 'portable';
  t.equal(inProcess(show, { STRIDEGRAD_ISA: base, STRIDEGRAD_NUM_THREADS: '3' }).stdout, `${base} 3`);
  const fail = `${load} try { load(); } catch (error) { console.log(error.message); }`;
  t.match(
    inProcess(fail, { STRIDEGRAD_ISA: 'mmx' }).stdout,
    /^STRIDEGRAD_ISA is "mmx", but this processor and this build have: /,
  );
  t.equal(
    inProcess(fail, { STRIDEGRAD_NUM_THREADS: 'two' }).stdout,
    'STRIDEGRAD_NUM_THREADS is "two", but must be a whole number from 1 to 256',
  );
  t.end();
});
