import type { DType } from '../../dtype.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { DeviceArray, Driver, Grid, Program, Task } from './driver.ts';
import { lowering, type Plan, type Source } from './lowerings.ts';
import { taskOfKernel, taskOfStep } from './task.ts';

/** A run as the backend asks for it. */
interface Run {
  readonly arrays: readonly DeviceArray[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly scalars: readonly number[];
  readonly dtype: DType;
  readonly length: number;
}

/** A step of a plan, compiled. */
interface CompiledStep {
  readonly program: Program;
  readonly inputs: readonly Source[];
  /** Undefined: as many threads as the output has elements. */
  readonly grid: Grid | undefined;
}

/** So many kernels are kept, each for its sizes; then the one that was not used for longest is let go of. */
const mostKernels = 1000;

/** The compiled kernels of a device, by kernel and sizes. Scalars are no part of it: another learning rate compiles nothing. */
export class Programs {
  compilations = 0;
  readonly #driver: Driver;
  readonly #known = new Map<string, readonly CompiledStep[]>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Puts a kernel in line, or the steps that stand for it. */
  run(kernel: Kernel<never>, run: Run): { readonly output: DeviceArray; readonly steps: number } {
    const steps = this.#stepsFor(kernel, run);
    const made: DeviceArray[] = [];
    const onePerElement: Grid = [run.length];
    try {
      for (const { program, inputs, grid = onePerElement } of steps) {
        const arrays = inputs.map((source) => ('input' in source ? run.arrays[source.input] : made[source.step]));
        made.push(program.run(arrays, run.scalars, grid));
      }
    } finally {
      for (const between of made.slice(0, steps.length - 1)) this.#driver.free(between.memory); // after an error, too
    }
    return { output: made[made.length - 1], steps: steps.length };
  }

  #stepsFor(kernel: Kernel<never>, run: Run): readonly CompiledStep[] {
    let key = `${kernel.name} ${run.dtype}`;
    for (const name of kernel.sizes) key += ` ${run.sizes[name]}`;
    if (this.#driver.fixesLengths || kernel.sizes.length > 0) key += `:${run.length}`;
    if (this.#driver.fixesLengths) {
      for (const array of run.arrays) key += `,${array.length}`;
    }
    let steps = this.#known.get(key);
    if (steps === undefined) {
      steps = this.#compile(kernel, run);
      this.#forget(mostKernels - 1);
    } else {
      this.#known.delete(key); // the youngest is the last
    }
    this.#known.set(key, steps);
    return steps;
  }

  #compile(kernel: Kernel<never>, { sizes, dtype, length }: Run): readonly CompiledStep[] {
    const plan = lowering(kernel.name, sizes, length, this.#driver.mode);
    // What is no float32 is stored by the last step, which has to hand out one number then.
    if (plan !== undefined && (dtype === 'float32' || plan[plan.length - 1].kernel.lanes === 1)) {
      return this.#compilePlan(plan, dtype);
    }
    const { mode } = this.#driver;
    const program = this.#program(taskOfKernel(kernel, { sizes, length, dtype, mode }));
    return [{ program, inputs: kernel.inputs.map((_, input) => ({ input })), grid: undefined }];
  }

  #compilePlan(plan: Plan, dtype: DType): readonly CompiledStep[] {
    const { mode } = this.#driver;
    return plan.map((step, i) => {
      const program = this.#program(taskOfStep(step, { dtype: i === plan.length - 1 ? dtype : 'float32', mode }));
      return { program, inputs: step.inputs, grid: step.threads };
    });
  }

  #program(task: Task): Program {
    this.compilations++;
    return this.#driver.compile(task);
  }

  #forget(most: number): void {
    for (const [key, steps] of this.#known) {
      if (this.#known.size <= most) return;
      for (const { program } of steps) program.dispose();
      this.#known.delete(key);
    }
  }
}
