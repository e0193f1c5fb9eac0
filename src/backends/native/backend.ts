import type { DType, NumberArray } from '../../dtype.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { Backend, Handle, Request } from '../backend.ts';
import { hostArray, outputArray } from '../reference.ts';
import type { Addon, NativeKernel } from './addon.ts';

/** The backend of the C++ addon, and what it left to the other one. */
export interface NativeBackend extends Backend {
  /** How often each kernel ran on the fallback, because the addon lacks it or does not take its dtypes. */
  readonly fallbacks: ReadonlyMap<string, number>;
  /** Runs with float64 numbers, by kernel. They are no shortcoming: float64 lives in TypeScript by design. */
  readonly float64Runs: ReadonlyMap<string, number>;
}

/** What the addon has for a kernel, with the buffers in which sizes and scalars travel. */
interface Lowering {
  readonly run: NativeKernel;
  readonly inputs: readonly number[];
  /** 0: that of the first input. */
  readonly output: number;
  readonly sizes: Float64Array;
  readonly scalars: Float64Array;
}

/** A set of dtypes is a number: one bit each. */
const dtypeBits: Readonly<Record<DType, number>> = { float32: 1, int32: 2, uint8: 4, bool: 8, float64: 16 };

function bitsOf(dtypes: readonly DType[]): number {
  return dtypes.reduce((bits, dtype) => bits | dtypeBits[dtype], 0);
}

/** The dtypes that an array can hold; uint8 and bool look the same. */
function bitsOfArray(array: NumberArray): number {
  if (array instanceof Float32Array) return dtypeBits.float32;
  if (array instanceof Int32Array) return dtypeBits.int32;
  if (array instanceof Uint8Array) return dtypeBits.uint8 | dtypeBits.bool;
  return dtypeBits.float64;
}

/**
 * Runs kernels in the C++ addon, and those that it does not have on `fallback`, whose handles must be typed arrays
 * too. The addon checks its arguments once more (never the numbers): whatever arrives there, it throws or computes.
 */
export function nativeBackend({ addon, fallback }: { addon: Addon; fallback: Backend }): NativeBackend {
  // By kernel, so that a run packs its sizes into a buffer that is there already.
  const lowerings = new Map<object, Lowering | undefined>();
  const fallbacks = new Map<string, number>();
  const float64Runs = new Map<string, number>();

  function lower(kernel: Kernel<object>): Lowering | undefined {
    const schema = Object.hasOwn(addon.schema, kernel.name) ? addon.schema[kernel.name] : undefined;
    const lowering = schema && {
      run: addon.kernels[kernel.name],
      inputs: schema.inputs.map(({ dtypes }) => bitsOf(dtypes)),
      output: schema.output === 'first' ? 0 : bitsOf(schema.output),
      sizes: new Float64Array(kernel.sizes.length),
      scalars: new Float64Array(kernel.scalars.length),
    };
    lowerings.set(kernel, lowering);
    return lowering;
  }

  function runElsewhere<Sizes extends object>(
    kernel: Kernel<Sizes>,
    inputs: readonly Handle[],
    request: Request<Sizes>,
  ): Handle {
    const isFloat64 = request.dtype === 'float64' || inputs.some((input) => input instanceof Float64Array);
    const counts = isFloat64 ? float64Runs : fallbacks;
    counts.set(kernel.name, (counts.get(kernel.name) ?? 0) + 1);
    return fallback.run(kernel, inputs, request);
  }

  return {
    name: 'native',
    mustAwait: false,
    fallbacks,
    float64Runs,

    run(kernel, inputs, request) {
      const arrays = inputs as readonly NumberArray[];
      const lowering = lowerings.has(kernel) ? lowerings.get(kernel) : lower(kernel as unknown as Kernel<object>);
      if (lowering === undefined || !takes(lowering, arrays, request.dtype)) {
        return runElsewhere(kernel, inputs, request);
      }
      pack(kernel, request, lowering);
      const output = outputArray(request);
      call(lowering, output, arrays);
      return output;
    },

    upload: (numbers) => numbers,
    read: hostArray,
    readAsync: async (handle) => hostArray(handle),
    release: (handle) => fallback.release(handle),
  };
}

/** True if the C++ kernel takes arrays of these dtypes. */
function takes({ inputs, output }: Lowering, arrays: readonly NumberArray[], dtype: DType): boolean {
  for (let i = 0; i < arrays.length; i++) {
    if ((inputs[i] & bitsOfArray(arrays[i])) === 0) return false;
  }
  return ((output === 0 ? bitsOfArray(arrays[0]) : output) & dtypeBits[dtype]) !== 0;
}

function pack<Sizes extends object>(kernel: Kernel<Sizes>, request: Request<Sizes>, { sizes, scalars }: Lowering) {
  const names = kernel.sizes;
  for (let i = 0; i < names.length; i++) {
    sizes[i] = request.sizes[names[i]] as number;
  }
  for (let i = 0; i < scalars.length; i++) {
    scalars[i] = request.scalars[i];
  }
}

/** Calls the C++ kernel. The usual numbers of inputs are spelt out: spreading an array makes a call dearer. */
function call({ run, sizes, scalars }: Lowering, output: NumberArray, inputs: readonly NumberArray[]): void {
  if (inputs.length === 1) {
    run(sizes, scalars, output, inputs[0]);
  } else if (inputs.length === 2) {
    run(sizes, scalars, output, inputs[0], inputs[1]);
  } else if (inputs.length === 3) {
    run(sizes, scalars, output, inputs[0], inputs[1], inputs[2]);
  } else {
    run(sizes, scalars, output, ...inputs);
  }
}
