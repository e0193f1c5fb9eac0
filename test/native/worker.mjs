// A worker thread that calls the addon again and again: it posts a first message when it is at work and, after `rounds`
// rounds, the sum of what it computed. `kernel` is 'matmul', or 'add', which needs no workspace.

import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const addon = createRequire(import.meta.url)(workerData.addon);
const size = 200;
const sizes =
  workerData.kernel === 'add' ? new Float64Array(0) : Float64Array.of(size, size, size, 0, size, 1, 0, size, 1);
const none = new Float64Array(0);
const a = Float32Array.from({ length: size * size }, (_, i) => ((i * 7) % 13) / 2);
const b = Float32Array.from({ length: size * size }, (_, i) => ((i * 5) % 11) / 2);
const c = new Float32Array(size * size);

if (workerData.rounds === Infinity) parentPort.postMessage('at work');
let total = 0;
for (let round = 0; round < workerData.rounds; round++) {
  addon.kernels[workerData.kernel](sizes, none, c, a, b);
  total += c.reduce((sum, value) => sum + value, 0);
}
parentPort.postMessage(total);
