import type { NdArray } from '../../../backends/storage.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { MakeCheck } from '../check.ts';

/** A gradient that a step has used. */
interface Used {
  readonly grad: NdArray;
  /** How often it had been written to at that step. */
  readonly atStep: number;
  /** The same after each backward that only added to it: what the step had used is in it still. */
  version: number;
}

/**
 * Follows the gradients of the optimizer's parameters from step to step, by identity and version and without a look at
 * the numbers. zeroGrad takes an array away or writes zeros into it; backward makes one, or adds to the one there is.
 */
export const gradients: MakeCheck = (watched) => {
  const used = new Map<Tensor, Used>();
  /** Whether the last backward added to what a step had used. Between two of them somebody may call zeroGrad. */
  let addsToOld = false;

  const params = () => watched.optimizer.paramGroups.flatMap((group) => group.params);
  const isOld = (param: Tensor) => {
    const grad = param.node?.grad;
    const before = used.get(param);
    return grad !== undefined && grad === before?.grad && grad.storage.version === before.version;
  };
  const isNew = (param: Tensor) => {
    const grad = param.node?.grad;
    const before = used.get(param);
    return grad !== undefined && !(grad === before?.grad && grad.storage.version === before.atStep);
  };

  return {
    ids: ['no-zero-grad', 'step-without-gradients'],
    backwardStarts() {
      addsToOld = params().some(isOld);
    },
    backwardEnded() {
      if (!addsToOld) return;
      for (const before of used.values()) before.version = before.grad.storage.version;
    },
    stepped() {
      const number = watched.steps + 1;
      const all = params();
      if (!all.some(isNew)) {
        const isRepeated = all.some((param) => param.node?.grad !== undefined);
        const found = isRepeated ? 'the gradients of the step before, once more' : 'no gradient in any parameter';
        watched.warn('step-without-gradients', `Step ${number} found ${found}.`);
      } else if (addsToOld) {
        watched.warn('no-zero-grad', `Step ${number} came without a zeroGrad since step ${number - 1}.`);
      }
      addsToOld = false;
      used.clear();
      for (const param of all) {
        const grad = param.node?.grad;
        if (grad === undefined) continue;
        const { version } = grad.storage;
        used.set(param, { grad, atStep: version, version });
      }
    },
  };
};
