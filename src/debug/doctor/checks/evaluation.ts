import { AnyDropout } from '../../../nn/AnyDropout.ts';
import { RunningNorm } from '../../../nn/RunningNorm.ts';
import type { MakeCheck } from '../check.ts';
import { listed } from '../graph.ts';

/** Looks for evaluations in training mode, of nets in which that makes a difference. */
export const evaluation: MakeCheck = (watched) => {
  const differing = watched.net.namedModules().filter(([, module]) => behavesTwoWays(module));

  return {
    ids: ['evaluation-in-train-mode'],
    called({ isEvaluation }) {
      if (!isEvaluation) return;
      const training = differing.filter(([, module]) => module.training);
      if (training.length === 0) return;
      const names = training.map(([path, module]) => `${path || 'it'} (${module.constructor.name})`);
      watched.warn('evaluation-in-train-mode', `The net was evaluated while in training mode: ${listed(names)}.`);
    },
  };
};

/** Whether a module computes one thing in training and another in `eval` mode. */
function behavesTwoWays(module: unknown): boolean {
  if (module instanceof AnyDropout) return module.p > 0;
  return module instanceof RunningNorm && module.runningMean !== undefined;
}
