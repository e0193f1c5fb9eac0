import type { Kernel } from '../../../kernels/kernel.ts';

/**
 * What a kernel of a lowering sees: a thread of up to three coordinates, and the sizes.
 *
 * `output.x` is how many threads there are along x. It is here for one reason: in gpu.js 2.24.1's mode webasm a variable
 * is an integer only if it is born from `this.output` and counted up by `++` somewhere; every other one is a float, and
 * each read through it costs a conversion. `let place = this.output.x; place += start - this.output.x;` is an integer
 * that starts at `start`. Sizes that are taken out of `this.constants` first become floats, too.
 */
export interface Threads<Sizes> {
  readonly thread: { readonly x: number; readonly y: number; readonly z: number };
  readonly output: { readonly x: number };
  readonly constants: Sizes;
}

/**
 * A kernel that a lowering is made of. It is run by [x, y, z] threads; each of them computes `lanes` neighbouring
 * output elements and returns them, as a number or an array of that many: thread x + X·(y + Y·z) has the elements from
 * lanes times its number on. Sizes are integers for gpu.js (`constantTypes`).
 */
export interface LaneKernel<Sizes extends object> extends Omit<Kernel<Sizes>, 'element'> {
  readonly element: (this: Threads<Sizes>, ...inputs: never[]) => number | number[];
  readonly lanes: 1 | 2 | 4;
  /** Inputs that are read four numbers at a time: `input[i]` is the array of the elements from 4·i on. WebGL only. */
  readonly quads?: readonly string[];
}

/** Numbers that are read four at a time. */
export type QuadArray = ArrayLike<readonly number[]>;
