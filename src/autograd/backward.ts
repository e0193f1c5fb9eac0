import { type Run, run, runInto } from '../backends/run.ts';
import { commonBackend, type NdArray, type Storage } from '../backends/storage.ts';
import { GraphError, ShapeError } from '../errors.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { add } from '../kernels/pointwise/add.ts';
import { copy } from '../kernels/pointwise/copy.ts';
import { sameShape } from '../shape/rowMajor.ts';
import { anomaly, type RememberedRun, showNaN } from './anomaly.ts';
import type { GraphNode, SavedArrays } from './node.ts';
import { observation } from './observer.ts';

/**
 * Sends `gradient` back from `root` to every leaf that it was computed from. The tape is read from its last step to its
 * first, so that when an operation's turn comes, everything that read its output has already sent its share.
 *
 * Gradients accumulate in the leaves, once all of them are there: after an error they are as they were. What operations
 * saved is freed, unless `retainGraph`.
 *
 * @throws GraphError if something saved was freed by an earlier backward, or changed in place since.
 */
export function backward(root: GraphNode, gradient: NdArray, retainGraph = false): void {
  const pass = new BackwardPass();
  observation.current?.backwardStarts?.({ root, gradient });
  pass.deliver(root, gradient);
  for (const node of tapeOf(root)) {
    pass.visit(node, retainGraph);
  }
  pass.finish();
  observation.current?.backwardEnded?.({ root, gradient });
}

/** Every node that `root` came from, last step first: an operation is always later than what it read. */
export function tapeOf(root: GraphNode): GraphNode[] {
  const found = new Set<GraphNode>([root]);
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const input of node.inputs) {
      if (input !== undefined && !found.has(input)) {
        found.add(input);
        pending.push(input);
      }
    }
  }
  return [...found].sort((a, b) => b.step - a.step);
}

/**
 * One walk back along the tape. It knows which gradients it made itself: those it may add to in place, hand over to a
 * leaf, or give back to the pool. (`storage.uses` counts how many gradients under way are one and the same storage.)
 */
class BackwardPass {
  readonly #arrived = new Map<GraphNode, NdArray>();
  readonly #kept: [node: GraphNode, gradient: NdArray][] = [];
  /** What the operation whose turn it is made. */
  readonly #fresh: Storage[] = [];
  /** How it made it, while anomalies are looked for. */
  #runs: RememberedRun[] = [];
  readonly #run: Run = (kernel, inputs, request) => {
    const made = run(kernel, inputs, request);
    made.storage.owner = this;
    this.#fresh.push(made.storage);
    if (anomaly.detecting) this.#runs.push({ kernel: kernel as Kernel<never>, inputs, request, output: made });
    return made;
  };

  /** Adds a share to the gradient of `node`. */
  deliver(node: GraphNode, share: NdArray): void {
    const before = this.#arrived.get(node);
    if (before === undefined) {
      share.storage.uses++;
      this.#arrived.set(node, share);
    } else if (this.#isFree(before)) {
      runInto(add, [before, share], before, { sizes: {} });
    } else {
      const { shape, storage } = before;
      const sum = this.#run(add, [before, share], { sizes: {}, shape, dtype: storage.dtype });
      storage.uses--;
      sum.storage.uses++;
      this.#arrived.set(node, sum);
    }
  }

  /** Takes the complete gradient of `node`, lets hooks see it, keeps it where asked (see finish), and sends it on. */
  visit(node: GraphNode, retainGraph: boolean): void {
    let gradient = this.#arrived.get(node);
    if (gradient === undefined) return;
    this.#arrived.delete(node);
    for (const hook of node.hooks) {
      gradient = this.#callHook(hook, node, gradient);
    }
    if (node.sendBack !== undefined) {
      this.#sendBack(node, gradient, retainGraph);
    }
    if (node.retainsGrad) {
      this.#kept.push([node, gradient]);
    } else {
      this.#letGo(gradient);
    }
  }

  /** Adds the gradients that were kept to `.grad`. */
  finish(): void {
    for (const [node, gradient] of this.#kept) {
      observation.current?.gradientArrives?.({ node, gradient });
      this.#accumulate(node, gradient);
      observation.current?.gradientAdded?.({ node, gradient });
      this.#letGo(gradient);
    }
  }

  /** One place less where this gradient is under way. */
  #letGo({ storage }: NdArray): void {
    storage.uses--;
    if (storage.owner === this && storage.uses === 0) storage.release();
  }

  #sendBack(node: GraphNode, gradient: NdArray, retainGraph: boolean): void {
    const saved = usable(node);
    const shares = node.sendBack?.(this.#run, gradient, saved) ?? [];
    observation.current?.sharesSent?.({ node, gradOutput: gradient, shares });
    for (let i = 0; i < shares.length; i++) {
      const share = shares[i];
      const input = node.inputs[i];
      if (share !== undefined && input !== undefined) {
        checkShare(node, i, share);
        if (anomaly.detecting) this.#checkNumbers(node, i, share);
        this.deliver(input, share);
      }
    }
    // Whatever this operation made on the way and delivered nowhere has served its turn.
    for (const storage of this.#fresh) {
      if (storage.uses === 0) storage.release();
    }
    this.#fresh.length = 0;
    this.#runs = [];
    if (!retainGraph) {
      node.saved = undefined;
      for (const { storage } of saved.unseen) {
        if (storage.uses === 0) storage.release();
      }
    }
  }

  /** @throws GraphError if there is a NaN in a gradient that an operation made; a debugger sees it being made before. */
  #checkNumbers(node: GraphNode, i: number, share: NdArray): void {
    if (!share.storage.read().some(Number.isNaN)) return;
    showNaN(this.#runs);
    throw new GraphError(
      `detectAnomaly: the backward of ${nameOf(node)} made NaN in the gradient of input ${i} ` +
        `[${share.shape.join(', ')}]. It was called from:\n${node.calledFrom ?? '(not recorded)'}`,
    );
  }

  /** Whether a gradient can be overwritten: made here, and on its way to one place only. */
  #isFree({ storage }: NdArray): boolean {
    return storage.owner === this && storage.uses === 1 && !storage.escaped;
  }

  #callHook(hook: GraphNode['hooks'][number], node: GraphNode, gradient: NdArray): NdArray {
    gradient.storage.escaped = true;
    const other = hook(gradient);
    if (other === undefined || other === gradient) return gradient;
    commonBackend('hook', [gradient, other]);
    const { dtype } = other.storage;
    if (!sameShape(other.shape, node.output.shape) || dtype !== node.output.dtype) {
      const shapes = { [`gradient (${node.output.dtype})`]: gradient.shape, [`returned (${dtype})`]: other.shape };
      throw new ShapeError('hook', `a hook on ${node.operation} returned a gradient of another shape or dtype`, shapes);
    }
    gradient.storage.uses--;
    other.storage.uses++;
    return other;
  }

  /** Adds to `.grad`, which always owns its storage. */
  #accumulate(node: GraphNode, gradient: NdArray): void {
    if (node.grad !== undefined) {
      runInto(add, [node.grad, gradient], node.grad, { sizes: {} });
    } else if (this.#isFree(gradient)) {
      gradient.storage.owner = undefined;
      node.grad = gradient;
    } else {
      const { shape, storage } = gradient;
      node.grad = run(copy, [gradient], { sizes: {}, shape, dtype: storage.dtype });
    }
  }
}

/** What `node` saved. @throws GraphError if it was freed or changed in place. */
function usable(node: GraphNode): SavedArrays {
  const { saved } = node;
  if (saved === undefined) {
    throw new GraphError(
      `backward: ${nameOf(node)} was already gone through, and what it had saved was freed then. Pass ` +
        '{ retainGraph: true } to the first backward, or compute the loss again.',
    );
  }
  const { arrays, kept, versions } = saved;
  for (let i = 0; i < kept.length; i++) {
    const { shape, storage } = kept[i];
    if (storage.version !== versions[i]) {
      throw new GraphError(
        `backward: ${nameOf(node)} needs its ${Object.keys(arrays)[i]} [${shape.join(', ')}] as it was, but it was ` +
          `changed in place afterwards (version ${storage.version}, saved at version ${versions[i]}). Call backward ` +
          'before the change (an optimizer step, say), or change a clone().',
      );
    }
  }
  return saved;
}

function nameOf({ step, operation }: GraphNode): string {
  return `#${step} ${operation}`;
}

/** An operation's gradient must look like its input. */
function checkShare(node: GraphNode, i: number, share: NdArray): void {
  const form = node.inputForms[i];
  if (!sameShape(share.shape, form.shape) || share.storage.dtype !== form.dtype) {
    const shapes = { [`gradient (${share.storage.dtype})`]: share.shape, [`input (${form.dtype})`]: form.shape };
    throw new ShapeError(node.operation, `the gradient of input ${i} does not look like the input`, shapes);
  }
}
