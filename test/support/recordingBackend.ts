import type { Backend } from '../../src/backends/backend.ts';
import { referenceBackend } from '../../src/backends/reference.ts';
import type { DType, NumberArray } from '../../src/dtype.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';

/** Everything about one run of a kernel. */
export interface KernelRun {
  readonly inputs: readonly NumberArray[];
  readonly sizes: object;
  readonly scalars: readonly number[];
  readonly dtype: DType;
  /** Elements of the output. */
  readonly length: number;
}

/** A backend that writes down what it runs. */
export interface RecordingBackend extends Backend {
  /** Every run of a kernel, by the kernel's name. */
  readonly runs: ReadonlyMap<string, readonly KernelRun[]>;
}

/** The reference backend under another name; it keeps a copy of what each kernel was given. */
export function recordingBackend(name: string): RecordingBackend {
  const runs = new Map<string, KernelRun[]>();
  return {
    ...referenceBackend,
    name,
    runs,
    run<Sizes extends object>(
      kernel: Kernel<Sizes>,
      inputs: Parameters<Backend['run']>[1],
      request: Parameters<Backend['run']>[2] & { readonly sizes: Sizes },
    ) {
      const { sizes, scalars, dtype, length } = request;
      const copies = (inputs as readonly NumberArray[]).map((input) => input.slice());
      const run = { inputs: copies, sizes: { ...sizes }, scalars: [...scalars], dtype, length };
      runs.set(kernel.name, [...(runs.get(kernel.name) ?? []), run]);
      return referenceBackend.run(kernel, inputs, request);
    },
  };
}
