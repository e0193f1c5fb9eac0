import type { DType, NumberArray } from '../../dtype.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { Backend, Handle, InPlaceRun, Request } from '../backend.ts';
import { giveBack } from '../pool.ts';
import { hostArray, outputArray } from '../reference.ts';
import type { Addon, NativeKernel } from './addon.ts';
import { Deferred } from './deferred.ts';
import { Fusion, type Rule } from './fusion.ts';
import { Program } from './program.ts';
import { Sources } from './sources.ts';

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
  /** The kernel's number in a program, if programs may have it. */
  readonly id: number | undefined;
  readonly inputs: readonly number[];
  /** 0: that of the first input. */
  readonly output: number;
  readonly sizes: Float64Array;
  readonly scalars: Float64Array;
  /** When runs of this kernel wait, or take over runs that do. */
  readonly rule: Rule | undefined;
}

/** A set of dtypes is a number: one bit each. */
const dtypeBits: Readonly<Record<DType, number>> = { float32: 1, int32: 2, uint8: 4, bool: 8, float64: 16 };

function bitsOf(dtypes: readonly DType[]): number {
  return dtypes.reduce((bits, dtype) => bits | dtypeBits[dtype], 0);
}

/** The dtypes that a handle can hold; uint8 and bool look the same. */
function bitsOfHandle(handle: Handle): number {
  if (handle instanceof Float32Array) return dtypeBits.float32;
  if (handle instanceof Int32Array) return dtypeBits.int32;
  if (handle instanceof Uint8Array) return dtypeBits.uint8 | dtypeBits.bool;
  if (handle instanceof Deferred) return dtypeBits[handle.request.dtype];
  return dtypeBits.float64;
}

/**
 * Runs kernels in the C++ addon, and those that it does not have on `fallback`, whose handles must be typed arrays
 * too. The addon checks its arguments once more (never the numbers): whatever arrives there, it throws or computes.
 * Some runs wait until it is known what reads them (fusion.ts).
 */
export function nativeBackend({ addon, fallback }: { addon: Addon; fallback: Backend }): NativeBackend {
  // By kernel, so that a run packs its sizes into a buffer that is there already.
  const lowerings = new Map<object, Lowering | undefined>();
  const fallbacks = new Map<string, number>();
  const float64Runs = new Map<string, number>();
  const sources = new Sources((array) => {
    fusion.forget(array);
    giveBack(array);
  });
  const program = new Program(addon);
  const fusion: Fusion = new Fusion({
    addon,
    sources,
    compute: ({ kernel, inputs, request }) => compute(lower(kernel), kernel, inputs, request),
  });
  const arrayOf = (handle: Handle) => fusion.arrayOf(handle);

  function lower(kernel: Kernel<never>): Lowering | undefined {
    const known = lowerings.get(kernel);
    if (known !== undefined || lowerings.has(kernel)) return known;
    const schema = Object.hasOwn(addon.schema, kernel.name) ? addon.schema[kernel.name] : undefined;
    const lowering = schema && {
      run: addon.kernels[kernel.name],
      id: schema.elementwise ? schema.id : undefined,
      inputs: schema.inputs.map(({ dtypes }) => bitsOf(dtypes)),
      output: schema.output === 'first' ? 0 : bitsOf(schema.output),
      sizes: new Float64Array(kernel.sizes.length),
      scalars: new Float64Array(kernel.scalars.length),
      rule: fusion.ruleFor(kernel.name),
    };
    lowerings.set(kernel, lowering);
    return lowering;
  }

  function runElsewhere(kernel: Kernel<never>, inputs: readonly Handle[], request: Request<object>): NumberArray {
    const isFloat64 = request.dtype === 'float64' || inputs.some((input) => input instanceof Float64Array);
    const counts = isFloat64 ? float64Runs : fallbacks;
    counts.set(kernel.name, (counts.get(kernel.name) ?? 0) + 1);
    return hostArray(fallback.run(kernel as unknown as Kernel<object>, inputs.map(arrayOf), request));
  }

  function compute(
    lowering: Lowering | undefined,
    kernel: Kernel<never>,
    inputs: readonly Handle[],
    request: Request<object>,
  ): NumberArray {
    if (lowering === undefined || !takes(lowering, inputs, request.dtype)) {
      return runElsewhere(kernel, inputs, request);
    }
    const arrays = inputs.map(arrayOf); // first, for what waits may need the buffers of sizes itself
    const output = outputArray(request);
    pack(kernel, request, lowering);
    call(lowering, output, arrays);
    return output;
  }

  /** The numbers of a handle, to be written over. What waits and would read them keeps what they are now. */
  function writable(handle: Handle): NumberArray {
    const array = arrayOf(handle);
    if (handle instanceof Deferred && handle.readers > 0) handle.array = array.slice();
    sources.beforeWriting(array);
    return array;
  }

  function run<Sizes extends object>(
    kernel: Kernel<Sizes>,
    inputs: readonly Handle[],
    request: Request<Sizes>,
  ): Handle {
    const lowering = lower(kernel);
    if (request.into !== undefined) {
      const arrays = inputs.map(arrayOf);
      return compute(lowering, kernel, arrays, { ...request, into: writable(request.into) });
    }
    if (lowering?.rule !== undefined && takes(lowering, inputs, request.dtype)) {
      const handle = lowering.rule({ kernel, inputs, request });
      if (handle !== undefined) return handle;
    }
    return compute(lowering, kernel, inputs, request);
  }

  return {
    name: 'native',
    mustAwait: false,
    fallbacks,
    float64Runs,
    run,

    runTogether(runs) {
      const ids = runs.map(({ kernel, inputs, dtype }) => {
        const lowering = lower(kernel);
        return lowering !== undefined && takes(lowering, inputs, dtype) ? lowering.id : undefined;
      });
      // Each is made writable once, however often it is written and read.
      const written = new Map<Handle, NumberArray>();
      for (const { into } of runs) {
        if (!written.has(into)) written.set(into, writable(into));
      }
      const presentArray = (handle: Handle) => written.get(handle) ?? arrayOf(handle);
      for (const [i, one] of runs.entries()) {
        const inputs = one.inputs.map(presentArray);
        const output = presentArray(one.into);
        if (ids.includes(undefined)) compute(lower(one.kernel), one.kernel, inputs, inPlaceRequest(one, output));
        else program.add(ids[i] as number, output, inputs, one.scalars);
      }
      program.run();
      return runs.map(({ into }) => presentArray(into));
    },

    upload: (numbers) => numbers,
    read: arrayOf,
    readAsync: async (handle) => arrayOf(handle),

    release: (handle) => fusion.release(handle),
  };
}

function inPlaceRequest({ scalars, dtype }: InPlaceRun, into: NumberArray): Request<object> {
  return { sizes: {}, scalars, dtype, length: into.length, into };
}

/** True if the C++ kernel takes inputs of these dtypes. */
function takes({ inputs, output }: Lowering, handles: readonly Handle[], dtype: DType): boolean {
  for (let i = 0; i < handles.length; i++) {
    if ((inputs[i] & bitsOfHandle(handles[i])) === 0) return false;
  }
  return ((output === 0 ? bitsOfHandle(handles[0]) : output) & dtypeBits[dtype]) !== 0;
}

function pack(kernel: Kernel<never>, request: Request<object>, { sizes, scalars }: Lowering): void {
  const names: readonly string[] = kernel.sizes;
  const given = request.sizes as Readonly<Record<string, number>>;
  for (let i = 0; i < names.length; i++) {
    sizes[i] = given[names[i]];
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
