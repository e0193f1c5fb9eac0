import type { DType } from '../../dtype.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { Mode, Task } from './driver.ts';
import type { Step } from './lowerings.ts';
import { portableText } from './portable.ts';
import { sourceOf } from './source.ts';

/** How a kernel's results are stored, and by which mode of gpu.js they are computed. */
interface Means {
  readonly dtype: DType;
  readonly mode: Mode;
}

/** What is compiled to run a kernel as it is defined, a thread for each of `length` elements. */
export function taskOfKernel(
  kernel: Kernel<never>,
  { sizes, length, dtype, mode }: Means & { readonly sizes: Task['sizes']; readonly length: number },
): Task {
  return {
    name: kernel.name,
    source: portableText(sourceOf(kernel, dtype), mode),
    element: kernel.element as Task['element'],
    sizes,
    usesIntegers: false,
    inputs: kernel.inputs.length,
    scalars: kernel.scalars.length,
    lanes: 1,
    quads: [],
    grid: [length],
  };
}

/** What is compiled to run a step of a lowering. */
export function taskOfStep({ kernel, inputs, sizes, threads }: Step, { dtype, mode }: Means): Task {
  return {
    name: kernel.name,
    source: portableText(sourceOf(kernel, dtype), mode),
    element: kernel.element as Task['element'],
    sizes,
    usesIntegers: true,
    inputs: inputs.length,
    scalars: 0,
    lanes: kernel.lanes,
    quads: (kernel.quads ?? []).map((quad) => kernel.inputs.indexOf(quad)),
    grid: threads,
  };
}
