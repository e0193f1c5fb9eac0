import type { GraphNode } from '../../../autograd/node.ts';
import type { MakeCheck } from '../check.ts';

/** Losses that must outlive their step before it is said: one or two may be kept for a reason. */
const tooMany = 5;
/** Steps after which nobody should know a loss any more. */
const longEnough = 10;

/** A loss that is followed until the garbage collector takes it. */
interface Followed {
  readonly step: number;
  /** Whether an object that was made with it, and let go later, has been taken. */
  isCanaryGone: boolean;
}

/**
 * Looks for losses that are alive long after their step, in two ways. An operation that reads a result of an earlier
 * step's tape is seen at once (`total = total.add(loss)`). A list of losses is seen by the garbage collector: when it has
 * taken objects that were made with the losses and let go later, but not the losses, somebody holds them.
 */
export const keptAlive: MakeCheck = (watched) => {
  /** Numbers on the tape: of the last loss, of the loss of the latest step, and of the step before. */
  let latest = 0;
  let latestStep = 0;
  let stepBefore = 0;
  const followed = new Map<number, Followed>();
  /** The objects that were made with losses, first the one that is let go first. */
  const canaries: { readonly step: number }[] = [];
  const collector = new FinalizationRegistry<{ readonly id: number; readonly isCanary: boolean }>(
    ({ id, isCanary }) => {
      const loss = followed.get(id);
      if (isCanary && loss !== undefined) loss.isCanaryGone = true;
      if (!isCanary) followed.delete(id);
    },
  );

  /** Whether `node` came from an earlier step; so many operations back is far enough for a sum that is carried along. */
  const isOld = (node: GraphNode | undefined, depth = 6): boolean =>
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
      if (node === undefined || !nodes.some((input) => isOld(input))) return;
      const what = `${operation} reads what an earlier step left on the tape`;
      watched.warn('loss-kept-alive', `In step ${watched.steps + 1}, ${what}.`);
    },
    backwardStarts({ root }) {
      latest = root.step;
      if (!watched.isSampled) return;
      const id = root.step;
      const canary = { step: watched.steps };
      canaries.push(canary);
      followed.set(id, { step: watched.steps, isCanaryGone: false });
      collector.register(root, { id, isCanary: false });
      collector.register(canary, { id, isCanary: true });
    },
    stepped() {
      stepBefore = latestStep;
      latestStep = latest;
      if (canaries.length > 0 && watched.steps - canaries[0].step >= longEnough) canaries.shift();
      if (watched.isSampled) judge();
    },
    stopped: judge,
  };
};
