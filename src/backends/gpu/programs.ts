import type { DType } from '../../dtype.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { DeviceArray, DeviceKernel, Driver, Program } from './driver.ts';
import { portableText } from './portable.ts';
import { sourceOf } from './source.ts';

/** A run as the backend asks for it. */
interface Run {
  readonly arrays: readonly DeviceArray[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly scalars: readonly number[];
  readonly dtype: DType;
  readonly length: number;
}

/** So many programs are kept; then the one that was not used for longest is let go of. */
const mostPrograms = 1000;

/** The compiled kernels of a device, by kernel and sizes. Scalars are no part of it: another learning rate compiles nothing. */
export class Programs {
  compilations = 0;
  readonly #driver: Driver;
  readonly #known = new Map<string, Program>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  run(kernel: Kernel<never>, run: Run): { readonly output: DeviceArray; readonly steps: number } {
    const program = this.#programFor({ ...kernel, lanes: 1 } as unknown as DeviceKernel, run);
    return { output: program.run(run.arrays, run.scalars, run.length), steps: 1 };
  }

  #programFor(kernel: DeviceKernel, { arrays, sizes, dtype, length }: Run): Program {
    let key = `${kernel.name} ${dtype}`;
    for (const name of kernel.sizes) key += ` ${sizes[name]}`;
    if (this.#driver.fixesLengths) {
      key += `:${length}`;
      for (const array of arrays) key += `,${array.length}`;
    }
    let program = this.#known.get(key);
    if (program === undefined) {
      const source = portableText(sourceOf(kernel, dtype), this.#driver.mode);
      program = this.#driver.compile({ kernel, source, sizes, inputs: arrays, length });
      this.compilations++;
      this.#forget(mostPrograms - 1);
    } else {
      this.#known.delete(key); // the youngest is the last
    }
    this.#known.set(key, program);
    return program;
  }

  #forget(most: number): void {
    for (const [key, program] of this.#known) {
      if (this.#known.size <= most) return;
      program.dispose();
      this.#known.delete(key);
    }
  }
}
