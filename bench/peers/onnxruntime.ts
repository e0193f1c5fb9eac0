import { type Contestant, node } from '../contestants.ts';

/** onnxruntime-node, on its CPU provider. It runs models forward. */
export const onnxruntime: Contestant = {
  name: 'onnxruntime',
  title: 'ONNX rt',
  variants: (work) => (work.kind === 'forward' || ('pass' in work && work.pass === 'forward') ? [''] : []),
  command(threads) {
    const { program, args } = node('workers/onnxruntime.mjs');
    return { program, args: [...args, String(threads)] };
  },
};
