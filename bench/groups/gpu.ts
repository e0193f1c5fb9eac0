import type { Case } from '../bench.ts';
import { onDevice } from '../peers/stridegrad.ts';
import { tfjs } from '../peers/tfjs.ts';
import { measureGpu } from './gpuCases.ts';
import type { Group } from './group.ts';

const devices = ['reference', 'gpu:webasm'];

/** On one thread, as everybody here. */
const cases: readonly Case[] = [
  { name: 'train, 32', work: { kind: 'train', batch: 32 }, threads: 1, contestants: devices },
  { name: 'forward, 32', work: { kind: 'forward', batch: 32 }, threads: 1 },
  { name: 'forward, 256', work: { kind: 'forward', batch: 256 }, threads: 1 },
];

/** WebAssembly in Node: our kernels as gpu.js compiles them, beside tfjs's, which cannot train, and our reference. */
export const gpu: Group = {
  name: 'gpu',
  title: 'in Node',
  run(bench) {
    const { contestants, source = false } = bench.settings;
    const peers = contestants.filter(({ name }) => name === tfjs.name);
    const changes = { contestants: [...devices.map((device) => onDevice(device, source)), ...peers], peak: undefined };
    return bench.among(changes, (inNode) => measureGpu(inNode, 'gpu', cases));
  },
};
