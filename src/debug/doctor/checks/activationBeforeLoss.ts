import type { MakeCheck } from '../check.ts';
import { throughReshapes } from '../graph.ts';
import type { WarningId } from '../warnings.ts';

/** Operations that logits should not come from. */
const wrong: Readonly<Record<string, { readonly id: WarningId; readonly finding: string }>> = {
  relu: { id: 'relu-before-cross-entropy', finding: 'The logits went through ReLU before crossEntropy.' },
  softmax: { id: 'softmax-before-cross-entropy', finding: 'The logits went through softmax before crossEntropy.' },
  logSoftmax: {
    id: 'softmax-before-cross-entropy',
    finding: 'The logits went through logSoftmax before crossEntropy, which changes nothing: use nllLoss after it.',
  },
};

/** Looks for ReLU or softmax between the last layer and crossEntropy. */
export const activationBeforeLoss: MakeCheck = (watched) => ({
  ids: ['relu-before-cross-entropy', 'softmax-before-cross-entropy'],
  operationRan({ operation, nodes }) {
    if (operation !== 'crossEntropy' && operation !== 'softTargetCrossEntropy') return;
    const source = throughReshapes(nodes[0]);
    if (source === undefined || !(source.operation in wrong) || !watched.owns(source)) return;
    const { id, finding } = wrong[source.operation];
    watched.warn(id, finding);
  },
});
