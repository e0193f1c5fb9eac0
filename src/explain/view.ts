import type { Shape } from '../shape/rowMajor.ts';
import type { ExplainedArray, Making } from './backend.ts';
import { explainElement } from './explainElement.ts';
import { Reads } from './reads.ts';
import type { Cell, PartialSum, Tap, WindowPlace } from './step.ts';

/** What a view is given: one output element of a kernel, and what the kernel read for it. */
export interface Sight<Sizes = Readonly<Record<string, number>>> {
  readonly sizes: Sizes;
  readonly scalars: readonly number[];
  /** Which element, in row-major order. */
  readonly flat: number;
  /** The shape in which the output is seen by whoever asks. */
  readonly shape: Shape;
  /** What the kernel computed. */
  readonly value: number;
  readonly reads: Reads;
  /** The kernel's inputs, by their names. */
  readonly arrays: Readonly<Record<string, ExplainedArray>>;
  readonly making: Making;
}

/** Runs a kernel once more for one of its elements, and shows what it read. */
export function sightOf<Sizes>(making: Making, flat: number, shape: Shape): Sight<Sizes> {
  const { kernel, inputs, request } = making;
  const numbers = inputs.map((input) => input.numbers);
  const { value, reads } = explainElement(kernel, numbers, request, flat);
  return {
    sizes: request.sizes as Sizes, // those of the kernel, as whoever asks knows it
    scalars: request.scalars,
    flat,
    shape,
    value,
    reads: new Reads(kernel.name, reads),
    arrays: Object.fromEntries(kernel.inputs.map((name, i) => [name, inputs[i]])),
    making,
  };
}

/** What a view makes of it: everything of a step that the kernel's geometry tells. */
export interface View {
  readonly operation: string;
  /** The kernel that looked at the window, where it was not the one that wrote the output. */
  readonly kernel?: string;
  readonly pass: string;
  readonly output: Omit<Cell, 'value'>;
  readonly window?: WindowPlace;
  readonly taps: readonly Tap[];
  readonly partials?: readonly PartialSum[];
  readonly bias?: Cell;
  readonly divisor?: number;
  /** The sum written out, where the taps alone do not tell it. */
  readonly formula?: string;
}

/** Turns the reads of one kernel into a view: flat indices into coordinates, and the geometry into taps. */
export type Viewer<Sizes = never> = (sight: Sight<Sizes>) => View;

/** The sums of the products, for each group of taps in the order of appearance. */
export function sumsBy(taps: readonly Tap[], labelOf: (tap: Tap) => string): PartialSum[] {
  const sums = new Map<string, number>();
  for (const tap of taps) {
    const label = labelOf(tap);
    sums.set(label, (sums.get(label) ?? 0) + tap.product);
  }
  return [...sums].map(([label, sum]) => ({ label, sum }));
}
