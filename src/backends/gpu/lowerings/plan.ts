import type { Kernel } from '../../../kernels/kernel.ts';
import { mostElements } from '../driver.ts';
import type { LaneKernel } from '../kernels/lane.ts';

/** An array that a step reads: an input of the kernel that is lowered, or the output of an earlier step. */
export type Source = { readonly input: number } | { readonly step: number };

/** A kernel to run. */
export interface Step {
  readonly kernel: LaneKernel<never>;
  readonly inputs: readonly Source[];
  readonly sizes: Readonly<Record<string, number>>;
  /** Threads along x, y and z. */
  readonly threads: readonly [x: number, y: number, z: number];
  /** Elements of the output: all threads times their lanes. */
  readonly length: number;
}

/** What is run in the place of a kernel. The output of the last step is the kernel's, its numbers rounded otherwise. */
export type Plan = readonly Step[];

/** A step, its kernel's sizes checked by the compiler. */
export function step<Sizes extends object>(
  kernel: LaneKernel<Sizes>,
  inputs: readonly Source[],
  sizes: Sizes,
  threads: Step['threads'],
): Step {
  return {
    kernel: kernel as unknown as LaneKernel<never>,
    inputs,
    sizes: sizes as Readonly<Record<string, number>>,
    threads,
    length: threads[0] * threads[1] * threads[2] * kernel.lanes,
  };
}

/** A kernel of one output element, as a step may run it: its thread has x alone. */
export function singly<Sizes extends object>(kernel: Kernel<Sizes>): LaneKernel<Sizes> {
  return { ...kernel, lanes: 1 } as unknown as LaneKernel<Sizes>;
}

/** The plan, if the device can hold what lies between its steps. */
export function ifItFits(plan: Plan): Plan | undefined {
  return plan.every(({ length }) => length > 0 && length <= mostElements) ? plan : undefined;
}

/** The next multiple of 4. */
export function roundedUp(count: number): number {
  return 4 * Math.ceil(count / 4);
}
