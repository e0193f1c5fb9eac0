import { type Contestant, node, nodeImport } from '../contestants.ts';

/** onnxruntime-node, on its CPU provider. It runs models forward, and knows their weights beforehand. */
export const onnxruntime: Contestant = {
  name: 'onnxruntime',
  title: 'ONNX rt',
  variants(work) {
    const layer = 'pass' in work && work.pass === 'forward' && work.kind !== 'crossEntropy';
    return work.kind === 'forward' || layer ? [''] : [];
  },
  command(threads) {
    const { program, args } = node('workers/onnxruntime.mjs');
    return { program, args: [...args, String(threads)] };
  },
  importing: nodeImport('onnxruntime-node', '.'),
};
