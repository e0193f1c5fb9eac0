import { type Contestant, here, python, pythonImport } from '../contestants.ts';

/** PyTorch, eager with each form of its SGD, and compiled; compiling takes a while, so a quick run leaves it out. */
export function pytorch(quick: boolean): Contestant {
  const compiled = quick ? [] : ['compiled'];
  return {
    name: 'pytorch',
    title: 'PyTorch',
    variants({ kind }) {
      if (kind === 'train') return ['plain', 'foreach', 'fused', ...compiled];
      if (kind === 'sgd') return ['plain', 'foreach', 'fused'];
      return kind === 'forward' ? ['eager', ...compiled] : ['eager'];
    },
    command: (threads) => ({ program: python, args: [here('workers/pytorch.py'), String(threads)] }),
    importing: pythonImport('torch'),
    firstLoss: { program: python, args: [here('firstLoss/pytorch.py')] },
  };
}
