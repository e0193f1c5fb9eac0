import type { NumberArray } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import type { ExplainedArray } from './backend.ts';
import { type Naming, renamed } from './naming.ts';
import { coordinatesOf, flatIndex, isInside } from './reads.ts';
import type { Step } from './step.ts';
import { stepOf } from './stepOf.ts';
import { inspected } from './text/inspected.ts';

/** A tensor that a trace shows, under the name that it has in the steps. */
export interface TracedTensor {
  readonly name: string;
  readonly shape: Shape;
  /** Row-major. */
  readonly numbers: NumberArray;
}

/**
 * Every element of an operation's output, one step each: `for (const step of trace)`. A step is made when it is asked
 * for, by running the kernel for that one element, so that any can be sought at once, forward and back, however large
 * the output is.
 */
export class Trace implements Iterable<Step> {
  /** Of the output. */
  readonly shape: Shape;
  /** What went in. */
  readonly inputs: readonly TracedTensor[];
  readonly #array: ExplainedArray;
  readonly #naming: Naming;

  constructor(array: ExplainedArray, shape: Shape, inputs: readonly TracedTensor[] = [], naming: Naming = {}) {
    this.shape = shape;
    this.inputs = inputs;
    this.#array = array;
    this.#naming = naming;
  }

  /** How many steps there are: one for each element of the output. */
  get length(): number {
    return elementCount(this.shape);
  }

  /**
   * The step that makes one element, by its coordinates or its number in row-major order.
   *
   * @throws ArgumentError if there is no such element.
   */
  at(index: number | readonly number[]): Step {
    const step = stepOf(this.#array, elementAt('trace', index, this.shape), this.shape);
    return inspected(renamed(step, this.#naming));
  }

  *[Symbol.iterator](): Generator<Step, void, undefined> {
    for (let number = 0; number < this.length; number++) yield this.at(number);
  }

  /** All of the output, computed by the loop that every kernel runs in. */
  get output(): TracedTensor {
    const name = this.length === 0 ? 'output' : this.at(0).output.tensor;
    return { name, shape: this.shape, numbers: this.#array.numbers };
  }
}

/** The number of an element in row-major order. @throws ArgumentError if there is none. */
export function elementAt(operation: string, index: number | readonly number[], shape: Shape): number {
  const count = elementCount(shape);
  if (typeof index !== 'number' && !Array.isArray(index)) {
    throw new ArgumentError(operation, `an index is a number, or a list of coordinates, but this is ${String(index)}`);
  }
  const isFlat = typeof index === 'number';
  const coordinates = isFlat ? coordinatesOf(index, shape) : index;
  const isThere = isFlat
    ? Number.isInteger(index) && index >= 0 && index < count
    : index.length === shape.length && index.every(Number.isInteger) && isInside(index, shape);
  if (!isThere) {
    const what = isFlat ? `element ${index}` : `cell [${index.join(', ')}]`;
    const last = `[${shape.map((size) => size - 1).join(', ')}]`;
    throw new ArgumentError(
      operation,
      `there is no ${what} in the output [${shape.join(', ')}]; ${count === 0 ? 'it is empty' : `the last is ${last}, number ${count - 1}`}`,
    );
  }
  return flatIndex(coordinates, shape);
}
