import { type Contestant, here, node, nodeImport } from '../contestants.ts';
import { flopsOf, type Work } from '../work.ts';

const patience = 30e6; // FLOP: the cpu backend does some 50 million a second, and a case should end within seconds

/**
 * TensorFlow.js on its backends in plain JavaScript ('cpu') and in WebAssembly ('wasm'). In Node both have one thread.
 * WebAssembly has no gradient of a convolution by its filter, so it cannot train.
 */
export const tfjs: Contestant = {
  name: 'tfjs',
  title: 'tfjs',
  singleThreaded: true,
  variants(work) {
    const wasm = forwardOnly(work) ? ['wasm'] : [];
    return (flopsOf(work) ?? 0) <= patience ? ['cpu', ...wasm] : wasm;
  },
  command: () => node('workers/tfjs.mjs'),
  importing: nodeImport('@tensorflow/tfjs', '.'),
  firstLoss: { program: process.execPath, args: [here('firstLoss/tfjs.mjs')] },
};

function forwardOnly(work: Work): boolean {
  return work.kind === 'forward' || work.kind === 'matmul' || ('pass' in work && work.pass === 'forward');
}
