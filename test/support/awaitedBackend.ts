import type { Backend, Handle, Request } from '../../src/backends/backend.ts';
import { computeAll } from '../../src/backends/reference.ts';
import { type DType, type NumberArray, newArray } from '../../src/dtype.ts';
import { DeviceError } from '../../src/errors.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';

/** What this device keeps: numbers that exist only once somebody has waited for them. */
interface Pending extends Handle {
  readonly numbers: Promise<NumberArray>;
}

/** A backend for tests, and what it was asked to do. */
export interface AwaitedBackend extends Backend {
  /** How often numbers went back to the host. */
  readonly reads: number;
  /** Names of the kernels that ran, in order. */
  readonly ran: readonly string[];
}

/**
 * A double of a device whose numbers must be awaited (as a GPU's): `run` only queues, every kernel runs later, and a
 * synchronous read is an error. Whatever looks at numbers where it should not, fails here.
 */
export function awaitedBackend(name = 'awaited'): AwaitedBackend {
  const ran: string[] = [];
  let reads = 0;

  async function compute<Sizes extends object>(
    kernel: Kernel<Sizes>,
    inputs: readonly Pending[],
    request: Request<Sizes>,
  ): Promise<NumberArray> {
    const arrays = await Promise.all(inputs.map((input) => input.numbers));
    const output = newArray(request.dtype, request.length);
    computeAll(kernel, arrays, request, output);
    return output;
  }

  return {
    name,
    mustAwait: true,
    get reads() {
      return reads;
    },
    ran,
    run(kernel, inputs, request): Pending {
      ran.push(kernel.name);
      return { numbers: compute(kernel, inputs as Pending[], request), length: request.length };
    },
    upload: (numbers: NumberArray, _dtype: DType): Pending => ({
      numbers: Promise.resolve(numbers.slice()),
      length: numbers.length,
    }),
    read(): NumberArray {
      throw new DeviceError(
        `the numbers are on device '${name}' and must be awaited: use itemAsync(), toArrayAsync() or toTypedArrayAsync()`,
      );
    },
    readAsync(handle) {
      reads++;
      return (handle as Pending).numbers;
    },
    release() {},
  };
}
