import type { LinearSizes } from '../../kernels/linear.ts';
import type { MatmulSizes } from '../../kernels/matmul.ts';
import { linearInBands, matmulInBands } from './lowerings/matmulInBands.ts';
import type { Plan } from './lowerings/plan.ts';

export type { Plan, Source, Step } from './lowerings/plan.ts';

type Planner = (sizes: never, length: number) => Plan | undefined;

/** Which kernels a mode runs by other kernels. What is not here runs as it is defined. */
const planners: Readonly<Record<string, Readonly<Record<string, Planner>>>> = {
  webasm: {
    matmul: (sizes: MatmulSizes, length) => matmulInBands(sizes, length),
    linear: (sizes: LinearSizes) => linearInBands(sizes),
  },
};

/**
 * The steps that give what a kernel gives, and sooner: chosen by its sizes, the length of its output and gpu.js's mode
 * alone. Undefined where the kernel itself is the fastest that we know of (decision 092 has the measurements).
 */
export function lowering(
  kernelName: string,
  sizes: Readonly<Record<string, number>>,
  length: number,
  mode: string,
): Plan | undefined {
  const planner = planners[mode]?.[kernelName];
  return planner?.(sizes as never, length);
}
