import type { DType, NumberArray } from '../../dtype.ts';

/**
 * A C++ kernel: `sizes` and `scalars` in the order of the kernel's names, the output to write (and a second one, for
 * kernels that have it), then the inputs.
 *
 * @throws TypeError for an array of the wrong type, RangeError for sizes that do not fit the arrays; the output is then
 *   as it was.
 */
export type NativeKernel = (
  sizes: Float64Array,
  scalars: Float64Array,
  output: NumberArray,
  ...secondOutputAndInputs: readonly NumberArray[]
) => void;

/** What a C++ kernel takes, as C++ declares it. A test compares it with the TypeScript kernel of that name. */
export interface KernelSchema {
  readonly inputs: readonly { readonly name: string; readonly dtypes: readonly DType[] }[];
  readonly sizes: readonly string[];
  readonly scalars: readonly string[];
  /** The dtypes that the output may have; 'first': that of the first input. */
  readonly output: readonly DType[] | 'first';
  /** Of a kernel that does the work of two: it writes two arrays. */
  readonly secondOutput?: readonly DType[];
  /** Whether output element x depends on input elements x alone, so that `runTogether` takes the kernel. */
  readonly elementwise: boolean;
  /** What a program of `runTogether` calls the kernel. */
  readonly id: number;
}

/** What the C++ addon (native/) exports. */
export interface Addon {
  readonly kernels: Readonly<Record<string, NativeKernel>>;
  readonly schema: Readonly<Record<string, KernelSchema>>;
  /**
   * Runs elementwise kernels one after the other, in one call. `program` has for each the kernel's id, the places of its
   * output and of its inputs in `arrays`, and its scalars.
   *
   * @throws as kernels do, before any of them ran.
   */
  runTogether(program: Float64Array, arrays: readonly NumberArray[]): void;
  /** The instruction set that runs: 'avx512', 'avx2', 'neon' or 'portable'. STRIDEGRAD_ISA pins it. */
  isa(): string;
  /** How many threads work on a kernel. STRIDEGRAD_NUM_THREADS sets it at the start. */
  threads(): number;
  setThreads(count: number): void;
}
