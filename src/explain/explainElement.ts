import { type DType, newArray } from '../dtype.ts';
import type { FlatArray, Kernel } from '../kernels/kernel.ts';
import { copyOf } from './copiedKernel.ts';

/** One read that a kernel made: `value` at flat `index` of the input called `input`. */
export interface Read {
  readonly input: string;
  readonly index: number;
  readonly value: number;
}

/** One output element, and what it was made from. */
export interface Explanation {
  /** As it is stored: rounded to the output's dtype. */
  readonly value: number;
  /** In the order in which the kernel made them. */
  readonly reads: readonly Read[];
}

/** What a kernel is told besides its inputs. */
export interface ElementRequest<Sizes extends object> {
  readonly sizes: Sizes;
  /** In the order of `kernel.scalars`. */
  readonly scalars?: readonly number[];
  /** Of the output. Default float32. */
  readonly dtype?: DType;
}

/**
 * Computes output element `index` with the kernel itself, on arrays that write down every read. What is shown is
 * therefore what runs: there is no explaining copy of the algorithm to fall out of step.
 *
 *     explainElement(kernel, [input, weight, bias], { sizes }, 7)   // { value: 12, reads: [{ input: 'input', … }, …] }
 *
 * @throws RangeError if the kernel reads outside an input.
 */
export function explainElement<Sizes extends object>(
  kernel: Kernel<Sizes>,
  inputs: readonly FlatArray[],
  { sizes, scalars = [], dtype = 'float32' }: ElementRequest<Sizes>,
  index: number,
): Explanation {
  const reads: Read[] = [];
  const recorded = inputs.map((array, i) => recording(kernel.inputs[i], array, reads));
  const element = copyOf(kernel as unknown as Kernel<never>);
  const value = element.apply({ thread: { x: index }, constants: sizes }, [...recorded, ...scalars]);
  return { value: stored(value, dtype), reads };
}

/** A number as an array of this dtype keeps it. */
export function stored(value: number, dtype: DType): number {
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  const [rounded] = newArray(dtype, 1).fill(value);
  return rounded;
}

/** An array that writes down what is read from it. */
function recording(input: string, array: FlatArray, reads: Read[]): FlatArray {
  return new Proxy(array, {
    get(target, key) {
      const index = Number(key);
      if (!(Number.isInteger(index) && index >= 0 && index < target.length)) {
        throw new RangeError(`read of ${input}[${String(key)}], which has ${target.length} elements`);
      }
      const value = target[index];
      reads.push({ input, index, value });
      return value;
    },
  });
}
