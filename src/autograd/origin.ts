import type { NdArray } from '../backends/storage.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { Operation } from './operation.ts';

/** What made a tensor: enough to say which shapes led to it, and, while its inputs are small, to compute it again. */
export interface Origin {
  readonly operation: Operation<unknown>;
  /** Undefined where the inputs are: params may hold numbers too. */
  readonly params: unknown;
  /** The shapes of the inputs. */
  readonly shapes: readonly Shape[];
  /** The inputs; undefined where together they have more than `mostRemembered` numbers. */
  readonly inputs: readonly NdArray[] | undefined;
  /** How often each input had been changed in place, then. */
  readonly versions: readonly number[];
  /** What made those inputs whose operation is a part of greater ones (`isPart`); undefined where there is none. */
  readonly parts: readonly (Origin | undefined)[] | undefined;
  /** How often the tensor's own numbers had been changed in place when it was made. */
  readonly madeVersion: number;
  /** For a view, which shares its numbers with its input: what made those. */
  readonly ofNumbers: Origin | undefined;
}

/**
 * So many numbers a tensor keeps alive for the sake of its explanation: 128 KiB of float32. It keeps those of its own
 * inputs, and not what they came from, so that a sum over a thousand batches does not keep a thousand batches
 * (decision 100).
 */
export const mostRemembered = 32_768;

/** An input that may know where it comes from itself. */
interface Known extends NdArray {
  readonly origin: Origin | undefined;
}

/** Notes what an operation has made, of these inputs. */
export function originOf(operation: unknown, inputs: readonly Known[], params: unknown, made: NdArray): Origin {
  const shapes = new Array<Shape>(inputs.length);
  const versions = new Array<number>(inputs.length);
  const arrays = new Array<NdArray>(inputs.length);
  let parts: (Origin | undefined)[] | undefined;
  let numbers = 0;
  for (let i = 0; i < inputs.length; i++) {
    const { shape, storage, origin } = inputs[i];
    shapes[i] = shape;
    versions[i] = storage.version;
    arrays[i] = { shape, storage }; // not the tensor, which remembers its own inputs
    numbers += storage.length;
    const part = origin?.ofNumbers ?? origin;
    if (part?.operation.isPart === true && part.inputs !== undefined && part.madeVersion === storage.version) {
      parts ??= new Array<Origin | undefined>(inputs.length).fill(undefined);
      parts[i] = part;
    }
  }
  const [first] = inputs;
  const isSmall = numbers <= mostRemembered;
  const isView = first !== undefined && first.storage === made.storage;
  return {
    operation: operation as Operation<unknown>, // which takes the params that stand beside it
    params: isSmall ? params : undefined,
    shapes,
    inputs: isSmall ? arrays : undefined,
    versions,
    parts,
    madeVersion: made.storage.version,
    ofNumbers: isView ? (first.origin?.ofNumbers ?? first.origin) : undefined,
  };
}
