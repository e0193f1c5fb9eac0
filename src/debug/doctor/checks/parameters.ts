import type { MakeCheck } from '../check.ts';
import { listed } from '../graph.ts';

/** After so many steps with gradients, a parameter that never had one is not reached. */
const patience = 3;

/** Looks for parameters that nobody moves: the optimizer does not know them, or the loss does not depend on them. */
export const parameters: MakeCheck = (watched) => {
  const { net, optimizer } = watched;
  const reached = new Set<string>();
  let steps = 0;

  return {
    ids: ['parameters-not-in-optimizer', 'parameters-without-gradient'],
    stepped() {
      if (steps === patience) return;
      const all = net.namedParameters().filter(([, parameter]) => parameter.requiresGrad);
      if (steps === 0) {
        const known = new Set<unknown>(optimizer.paramGroups.flatMap((group) => group.params));
        const missing = all.filter(([, parameter]) => !known.has(parameter)).map(([path]) => path);
        if (missing.length > 0) {
          const whose = missing.length === all.length ? 'Is it the optimizer of another net? ' : '';
          const count = `${missing.length} of ${all.length} parameters of the net`;
          watched.warn('parameters-not-in-optimizer', `${whose}It does not have ${count}: ${listed(missing)}.`);
        }
      }
      let isAny = false;
      for (const [path, { node }] of all) {
        if (node?.grad === undefined) continue;
        isAny = true;
        reached.add(path);
      }
      if (isAny) steps++; // a step without any is another mistake
      if (steps < patience) return;
      const never = all.filter(([path]) => !reached.has(path)).map(([path]) => path);
      if (never.length === 0) return;
      const count = `${never.length} of ${all.length} parameters`;
      watched.warn('parameters-without-gradient', `${count} got no gradient in ${patience} steps: ${listed(never)}.`);
    },
  };
};
