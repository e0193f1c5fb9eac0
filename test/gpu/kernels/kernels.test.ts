import test from 'tape';
import { openGpu } from '../../../src/backends/gpu/open.ts';
import { type Compute, everyKernelComputes, noWrongPlaceIsRead } from '../../support/gpuDifference.ts';
import { computeOn, type GpuRun } from '../../support/gpuRuns.ts';
import { closeBrowser, inPage } from '../support/chromium.ts';
import { createWebGpu } from '../tools/index.ts';
import { packRun, unpack } from './packed.ts';

// Every kernel in the modes of gpu.js that make a shader of it, compared with the reference loop: in Node by Dawn, and in
// a page of Chromium, with a program that plays the GPU. The tables are those of test/kernels/gpujs.test.ts.

test.onFinish(closeBrowser);

let dawn: GPU | undefined;

/** By npm's `webgpu`, which is Chromium's Dawn for Node. */
async function byDawn(runs: readonly GpuRun[]): Promise<Float32Array[]> {
  dawn ??= createWebGpu([]);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: dawn }, configurable: true });
  return computeOn(await openGpu('webgpu'), runs);
}

/** In a page, which loads the sources file by file. */
function inChromium(mode: 'webgpu' | 'webgl2'): Compute {
  return async (runs) => {
    const { result } = await inPage<string[]>({
      page: '/test/gpu/kernels/page.html',
      module: '/test/gpu/kernels/page.ts',
      name: 'compute',
      args: [mode, runs.map(packRun)],
    });
    return result.map(unpack);
  };
}

const computers: Readonly<Record<string, Compute>> = {
  'webgpu in Node': byDawn,
  'webgpu in Chromium': inChromium('webgpu'),
  'webgl2 in Chromium': inChromium('webgl2'),
};

for (const [where, compute] of Object.entries(computers)) {
  test(`every kernel computes what the reference does as far as a shader goes: ${where}`, async (t) => {
    await everyKernelComputes(t, compute, 'shader');
  });

  test(`no index out of range reads a neighbour's number: ${where}`, async (t) => {
    await noWrongPlaceIsRead(t, compute);
  });
}

test('arrays outlive the kernels that made them: webgl2 in Chromium', async (t) => {
  const { result } = await inPage<number[]>({
    page: '/test/gpu/kernels/page.html',
    module: '/test/gpu/kernels/page.ts',
    name: 'outliveTheirKernels',
    args: ['webgl2', 350],
  });
  t.deepEqual(result, [], 'more than 1,000 kernels were compiled, and every array is as it was');
});
