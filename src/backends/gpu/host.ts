import { DeviceError } from '../../errors.ts';
import type { DeviceArray, Driver, Mode, Program, Task } from './driver.ts';
import { type GpuJs, type GpuJsKernel, settingsFor } from './gpujs.ts';
import { inSharedMemory } from './wasmMemory.ts';

/** Numbers in the memory of the process. */
interface HostArray extends DeviceArray {
  readonly numbers: Float32Array;
}

/** The modes of gpu.js that compute on the processor: WebAssembly with SIMD, translated JavaScript, and `dev`, the kernel as it is. */
export function hostDriver(gpuJs: GpuJs, mode: Extract<Mode, 'webasm' | 'cpu' | 'dev'>): Driver {
  const gpu = new gpuJs.GPU({ mode });
  let bytes = 0;

  function keep(numbers: Float32Array): HostArray {
    bytes += numbers.byteLength;
    return { length: numbers.length, numbers, memory: { bytes: numbers.byteLength } };
  }

  return {
    mode,
    detail: details[mode],
    isSoftware: false,
    isOpen: true,
    mustAwait: false,
    fixesLengths: true,
    isOffHeap: false,
    get bytes() {
      return bytes;
    },

    compile(task: Task): Program {
      const compiled = gpu.createKernel(mode === 'dev' ? plainFunction(task) : task.source.element, {
        ...settingsFor(task),
        output: [...task.grid],
      });
      returnFlat(compiled);
      return {
        run(inputs, scalars) {
          const start = () => compiled(...inputs.map(argumentOf), ...scalars) as Float32Array;
          const numbers = whileNaming(task.name, mode, () => (mode === 'webasm' ? inSharedMemory(start) : start()));
          requireMode(compiled, mode, task.name);
          return keep(numbers);
        },
        dispose: () => compiled.destroy(),
      };
    },

    upload: (numbers) => keep(numbers),
    read: numbersOf,
    readAsync: async (array) => numbersOf(array),
    free(memory) {
      bytes -= memory.bytes; // the garbage collector has the rest
    },
    close: () => void gpu.destroy(),
  };
}

const details = {
  webasm: 'WebAssembly with SIMD, compiled by gpu.js',
  cpu: 'JavaScript translated by gpu.js, to compare with',
  dev: 'the kernels as they are, called by gpu.js, for a debugger',
} as const;

function numbersOf(array: DeviceArray): Float32Array {
  return (array as HostArray).numbers;
}

/** gpu.js takes no array without elements. A kernel that is given one reads nothing of it. */
function argumentOf(array: DeviceArray): Float32Array {
  return array.length === 0 ? nothing : numbersOf(array);
}

const nothing = new Float32Array(1);

/** The kernel as the function that it is in its own file, so that breakpoints in it stop. */
function plainFunction({ element, source }: Task): (this: unknown, ...values: never[]) => unknown {
  const store = source.functions.find((text) => text.startsWith('function storedAs'));
  if (store === undefined) return element;
  const stored = new Function(`return ${store}`)() as (value: unknown) => unknown;
  return function (...values) {
    return stored(element.apply(this, values));
  };
}

/** Results of vector kernels as they lie in memory, and not as an array for every thread. */
function returnFlat(compiled: GpuJsKernel): void {
  if (compiled.kernel !== undefined) compiled.kernel._shapeOutput = (numbers: Float32Array) => numbers;
}

/** gpu.js compiles a kernel when it runs first, and does not say which one it cannot compile. */
function whileNaming<Result>(kernel: string, mode: Mode, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new DeviceError(`gpu:${mode}: gpu.js cannot run kernel ${kernel}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** gpu.js goes over to its mode `cpu` where WebAssembly lacks something, with no more than a warning. */
function requireMode(compiled: GpuJsKernel, mode: Mode, name: string): void {
  const used = compiled.kernel?.constructor.mode ?? mode;
  if (used !== mode) {
    throw new DeviceError(
      `gpu:${mode}: gpu.js ran kernel ${name} in mode ${used}: ${compiled.kernel?.fallbackReason ?? 'no reason given'}`,
    );
  }
}
