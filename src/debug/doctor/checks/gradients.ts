import type { NdArray } from '../../../backends/storage.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { MakeCheck } from '../check.ts';

/** The gradient of a parameter as a step has used it. */
interface Used {
  grad: NdArray | undefined;
  /** How often it had been written to at that step. */
  atStep: number;
  /** The same after each backward that only added to it: what the step had used is in it still. */
  version: number;
}

/**
 * Follows the gradients of the optimizer's parameters from step to step, by identity and version and without a look at
 * the numbers. zeroGrad takes an array away or writes zeros into it; backward makes one, or adds to the one there is.
 * This runs at every step of small nets too: it makes no objects and no lists.
 */
export const gradients: MakeCheck = (watched) => {
  const used = new Map<Tensor, Used>();
  /** Whether the last backward added to what a step had used. Between two of them somebody may call zeroGrad. */
  let addsToOld = false;

  const isOld = (param: Tensor): boolean => {
    const grad = param.node?.grad;
    if (grad === undefined) return false;
    const before = used.get(param);
    return grad === before?.grad && grad.storage.version === before.version;
  };
  const isNew = (param: Tensor): boolean => {
    const grad = param.node?.grad;
    if (grad === undefined) return false;
    const before = used.get(param);
    return grad !== before?.grad || grad.storage.version !== before.atStep;
  };
  const some = (holds: (param: Tensor) => boolean): boolean => {
    for (const { params } of watched.optimizer.paramGroups) {
      for (const param of params) {
        if (holds(param)) return true;
      }
    }
    return false;
  };
  const note = (param: Tensor): void => {
    const grad = param.node?.grad;
    const version = grad === undefined ? 0 : grad.storage.version;
    const before = used.get(param);
    if (before === undefined) {
      used.set(param, { grad, atStep: version, version });
    } else {
      before.grad = grad;
      before.atStep = version;
      before.version = version;
    }
  };

  return {
    ids: ['no-zero-grad', 'step-without-gradients'],
    backwardStarts() {
      addsToOld = some(isOld);
    },
    backwardEnded() {
      if (!addsToOld) return;
      for (const before of used.values()) before.version = before.grad?.storage.version ?? 0;
    },
    stepped() {
      const number = watched.steps + 1;
      if (!some(isNew)) {
        const isRepeated = some((param) => param.node?.grad !== undefined);
        const found = isRepeated ? 'the gradients of the step before, once more' : 'no gradient in any parameter';
        watched.warn('step-without-gradients', `Step ${number} found ${found}.`);
      } else if (addsToOld) {
        watched.warn('no-zero-grad', `Step ${number} came without a zeroGrad since step ${number - 1}.`);
      }
      addsToOld = false;
      for (const { params } of watched.optimizer.paramGroups) {
        for (const param of params) note(param);
      }
    },
  };
};
