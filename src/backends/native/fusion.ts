import type { NumberArray } from '../../dtype.ts';
import { convSizeNames } from '../../kernels/window/convSizes.ts';
import { poolSizeNames } from '../../kernels/window/poolSizes.ts';
import type { Handle } from '../backend.ts';
import { takeArray } from '../pool.ts';
import type { Addon } from './addon.ts';
import { arrayIn, Deferred, isWaiting, type Run } from './deferred.ts';
import type { Source, Sources } from './sources.ts';

/** What fusing needs of the backend. */
interface Means {
  readonly addon: Addon;
  readonly sources: Sources;
  /** Computes a run at once. */
  compute(run: Run): NumberArray;
}

/** Defers a run, or computes it with those that wait before it; undefined if it is a run like any other. */
export type Rule = (run: Run) => Handle | undefined;

/** What is known of winners that were found in one pass with their values. */
interface Pool {
  /** Values at the winners. */
  readonly pooled: Source;
  /** What was pooled: the output of ReLU, which never existed. */
  readonly activation: Deferred;
}

/**
 * Above this many weights a convolution does not wait: an optimizer changes them in place, and what still waits then
 * needs a copy of what they were.
 */
const mostWeights = 1 << 14;

const noScalars = new Float64Array(0);

/**
 * Convolution, ReLU and max pooling as one C++ kernel, and likewise the gradients of the latter two: what lies between
 * them is written and read back only if somebody looks at it. Nothing of this is visible above the backend, and the bits
 * are the same.
 *
 *   conv2d → relu → maxPool2dIndices, gather   conv2dReluMaxPool2d
 *   conv2d → relu → anything else              conv2dRelu
 *   maxPool2dGrad → reluGrad                   maxPool2dReluGrad
 *
 * The first of a line wait (deferred.ts), and the last takes them over.
 */
export class Fusion {
  readonly #means: Means;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #pools = new WeakMap<NumberArray, Pool>();
  // Buffers in which sizes travel.
  readonly #convSizes = new Float64Array(convSizeNames.length);
  readonly #poolSizes = new Float64Array(poolSizeNames.length);
  readonly #convPoolSizes = new Float64Array(convSizeNames.length + poolSizeNames.length - 2);

  constructor(means: Means) {
    this.#means = means;
    const { schema } = means.addon;
    const isKnown = 'conv2dRelu' in schema && 'conv2dReluMaxPool2d' in schema && 'maxPool2dReluGrad' in schema;
    const rules: [string, Rule][] = [
      ['conv2d', (run) => (run.inputs[1].length > mostWeights ? undefined : this.#deferConvolution(run))],
      ['relu', (run) => (waitsIn('conv2d', run.inputs[0]) ? this.#defer(run) : undefined)],
      ['maxPool2dIndices', (run) => (waitsIn('relu', run.inputs[0]) ? this.#defer(run) : undefined)],
      ['gather', ({ inputs: [input, indices] }) => this.#pool(input, indices)],
      ['maxPool2dGrad', (run) => (this.#pools.has(this.arrayOf(run.inputs[1])) ? this.#defer(run) : undefined)],
      ['reluGrad', ({ inputs: [gradOutput, output] }) => this.#poolReluGrad(gradOutput, output)],
    ];
    this.#rules = new Map(isKnown ? rules : []);
  }

  /** The rule for the runs of a kernel, if there is one. */
  ruleFor(name: string): Rule | undefined {
    return this.#rules.get(name);
  }

  /** The numbers of a handle; if they wait, they are computed now. */
  arrayOf(handle: Handle): NumberArray {
    if (isWaiting(handle)) {
      handle.requireInputs();
      const [input] = handle.inputs;
      const fuses = handle.kernel.name === 'relu' && waitsIn('conv2d', input);
      handle.fulfil(fuses ? this.#conv2dRelu(input) : this.#means.compute(handle));
    }
    return arrayIn(handle);
  }

  /** Nobody will use the handle again. */
  release(handle: Handle): void {
    // What another one that waits will read is left to the garbage collector, with that one.
    if (handle instanceof Deferred && handle.readers > 0) return;
    if (isWaiting(handle)) handle.letGo();
    else this.#means.sources.release(arrayIn(handle));
  }

  /** The array will hold something else. */
  forget(array: NumberArray): void {
    const pool = array instanceof Int32Array ? this.#pools.get(array) : undefined;
    if (pool === undefined) return;
    this.#pools.delete(array);
    this.#means.sources.letGo(pool.pooled);
  }

  /** A convolution takes over nothing that waits, so what it reads is computed now: chains stay short. */
  #deferConvolution(run: Run): Deferred {
    for (const input of run.inputs) this.arrayOf(input);
    return this.#defer(run);
  }

  #defer(run: Run): Deferred {
    return new Deferred(run, this.#means.sources);
  }

  #conv2dRelu(convolution: Deferred): NumberArray {
    convolution.requireInputs();
    const output = takeArray('float32', convolution.length);
    const inputs = convolution.inputs.map((input) => this.arrayOf(input));
    packSizes(convolution, 0, this.#convSizes, 0);
    this.#means.addon.kernels.conv2dRelu(this.#convSizes, noScalars, output, ...inputs);
    return output;
  }

  /**
   * Values at winners that are still to be found, in an input that is still to be computed. Nobody but max pooling
   * gathers with indices that wait.
   */
  #pool(input: Handle, indices: Handle): NumberArray | undefined {
    if (!waitsIn('maxPool2dIndices', indices) || indices.inputs[0] !== input || !waitsIn('relu', input))
      return undefined;
    const [convolution] = input.inputs;
    if (!waitsIn('conv2d', convolution)) return undefined;
    convolution.requireInputs();

    const pooled = takeArray('float32', indices.length);
    const winners = takeArray('int32', indices.length);
    const inputs = convolution.inputs.map((read) => this.arrayOf(read));
    packSizes(convolution, 0, this.#convPoolSizes, 0);
    packSizes(indices, 2, this.#convPoolSizes, convolution.kernel.sizes.length); // without inHeight and inWidth
    const { kernels } = this.#means.addon;
    kernels.conv2dReluMaxPool2d(this.#convPoolSizes, noScalars, pooled, winners, inputs[0], inputs[1], inputs[2]);
    indices.fulfil(winners);
    this.#pools.set(winners, { pooled: this.#means.sources.hold(pooled), activation: input });
    return pooled;
  }

  /** The gradient through max pooling and ReLU: a winner's activation is the pooled value itself. */
  #poolReluGrad(gradOutput: Handle, output: Handle): NumberArray | undefined {
    if (!waitsIn('maxPool2dGrad', gradOutput)) return undefined;
    const [gradPooled, winners] = gradOutput.inputs.map((input) => this.arrayOf(input));
    const pool = this.#pools.get(winners);
    if (pool === undefined || pool.activation !== output) return undefined;
    const gradInput = takeArray('float32', gradOutput.length);
    const { kernels } = this.#means.addon;
    packSizes(gradOutput, 0, this.#poolSizes, 0);
    kernels.maxPool2dReluGrad(this.#poolSizes, noScalars, gradInput, gradPooled, winners, pool.pooled.array);
    return gradInput;
  }
}

/** True for the output of that kernel, if it does not exist yet. */
function waitsIn(name: string, handle: Handle): handle is Deferred {
  return isWaiting(handle) && handle.kernel.name === name;
}

/** Writes the sizes of a run, from its kernel's size number `first` on, into `packed`. */
function packSizes({ kernel, request }: Run, first: number, packed: Float64Array, at: number): void {
  const names: readonly string[] = kernel.sizes;
  const sizes = request.sizes as Readonly<Record<string, number>>;
  for (let i = first; i < names.length; i++) {
    packed[at + i - first] = sizes[names[i]];
  }
}
