// gpu.js alone, in a mode of it: the matrix product by definition, one number a thread.
import gpuJs from 'gpu.js';
import { fingerprint, numbers, seeds } from '../../workers/numbers.ts';

function dot(a, b) {
  let sum = 0;
  for (let k = 0; k < this.constants.inner; k++) sum += a[this.thread.y][k] * b[k][this.thread.x];
  return sum;
}

export async function prepare({ kind, rows, inner, columns }, mode) {
  if (kind !== 'matmul') return `it has no ${kind}`;
  const gpu = new gpuJs.GPU({ mode });
  const settings = { pipeline: true, immutable: true, asyncMode: true, precision: 'single', loopMaxIterations: inner };
  const onDevice = (values, output) =>
    gpu.createKernel('function (a) { return a[this.thread.y][this.thread.x]; }', { ...settings, output })(
      gpuJs.input(values, output),
    );
  const a = await onDevice(numbers(seeds.input, rows * inner), [inner, rows]);
  const b = await onDevice(numbers(seeds.weight, inner * columns, 1 / Math.sqrt(inner)), [columns, inner]);
  const product = gpu.createKernel(dot, { ...settings, output: [columns, rows], constants: { inner } });
  async function run(iterations) {
    for (let done = 1; ; done++) {
      const result = await product(a, b);
      if (done === iterations) return result.toArray ? result.toArray() : result; // webasm's lie in memory already
      result.delete?.();
    }
  }
  return { check: fingerprint((await run(1)).flatMap((row) => [...row])), run };
}
