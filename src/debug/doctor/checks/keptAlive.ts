import type { GraphNode } from '../../../autograd/node.ts';
import type { MakeCheck } from '../check.ts';

/** Losses that must outlive their step before it is said: one or two may be kept for a reason. */
const tooMany = 5;
/** Steps after which nobody should know a loss any more. */
const longEnough = 10;

/** A loss that is followed, and an object made with it that is let go after `longEnough`. */
interface Followed {
  readonly step: number;
  /** Undefined from when it is let go. */
  canary: object | undefined;
  isCanaryGone: boolean;
}

/**
 * Looks for losses that are alive long after their step, in two ways. An operation that reads a result of an earlier
 * step's tape is seen at once (`total = total.add(loss)`). A list of losses is seen by the garbage collector: when it has
 * taken objects that were made with the losses and let go later, but not the losses, somebody holds them.
 */
export const keptAlive: MakeCheck = (watched) => {
  /** Numbers on the tape: the last one, the last one at the end of the latest step, and of the step before. */
  let latest = 0;
  let latestStep = 0;
  let stepBefore = 0;
  const followed = new Map<number, Followed>();
  const collector = new FinalizationRegistry<{ readonly id: number; readonly isCanary: boolean }>(
    ({ id, isCanary }) => {
      const loss = followed.get(id);
      if (isCanary && loss !== undefined) loss.isCanaryGone = true;
      if (!isCanary) followed.delete(id);
    },
  );

  /** Whether `node` came from an earlier step; `depth` operations back is far enough for a sum that is carried along. */
  const isOld = (node: GraphNode | undefined, depth = 4): boolean =>
    node?.sendBack !== undefined &&
    (node.step <= stepBefore || (depth > 0 && node.inputs.some((input) => isOld(input, depth - 1))));

  const judge = () => {
    const kept = [...followed.values()].filter((loss) => loss.isCanaryGone);
    if (kept.length < tooMany) return;
    const steps = kept.slice(0, 3).map(({ step }) => step + 1);
    watched.warn(
      'loss-kept-alive',
      `The losses of steps ${steps.join(', ')} … are still there in step ${watched.steps + 1}.`,
    );
  };

  return {
    ids: ['loss-kept-alive'],
    operationRan({ operation, nodes, node }) {
      if (node === undefined) return;
      latest = node.step;
      if (!watched.isSampled || !nodes.some((input) => isOld(input))) return;
      const what = `${operation} reads what an earlier step left on the tape`;
      watched.warn('loss-kept-alive', `In step ${watched.steps + 1}, ${what}.`);
    },
    backwardStarts({ root }) {
      if (!watched.isSampled) return;
      const canary = {};
      const id = root.step;
      followed.set(id, { step: watched.steps, canary, isCanaryGone: false });
      collector.register(root, { id, isCanary: false });
      collector.register(canary, { id, isCanary: true });
    },
    stepped() {
      stepBefore = latestStep;
      latestStep = latest;
      for (const loss of followed.values()) {
        if (watched.steps - loss.step >= longEnough) loss.canary = undefined;
      }
      if (watched.isSampled) judge();
    },
    stopped: judge,
  };
};
