import { arrayTypes, type DType, isFloating, type NumberArray } from '../../dtype.ts';
import { DataError, DeviceError } from '../../errors.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { Backend, DeviceUse, Handle, Request } from '../backend.ts';
import { type DeviceArray, type Driver, type Memory, mostElements } from './driver.ts';
import { Pressure } from './pressure.ts';
import { Programs } from './programs.ts';

/** The backend of gpu.js. */
export interface GpuBackend extends Backend {
  readonly driver: Driver;
  readonly use: DeviceUse;
}

class GpuHandle implements Handle {
  readonly length: number;
  readonly dtype: DType;
  readonly array: DeviceArray;

  constructor(array: DeviceArray, dtype: DType) {
    this.array = array;
    this.length = array.length;
    this.dtype = dtype;
  }
}

/**
 * Runs kernels by gpu.js. Arrays stay on the device until somebody reads them; those that nobody refers to any more give
 * their memory back when the garbage collector finds that out, or at once where the tape knows it.
 */
export function gpuBackend(driver: Driver): GpuBackend {
  const name = `gpu:${driver.mode}`;
  const programs = new Programs(driver);
  const abandoned = new FinalizationRegistry<Memory>((memory) => driver.free(memory));
  const pressure = new Pressure(driver.isOffHeap);
  let reads = 0;
  let kernels = 0;

  function handleOf(array: DeviceArray, dtype: DType): GpuHandle {
    const handle = new GpuHandle(array, dtype);
    abandoned.register(handle, array.memory, handle);
    pressure.add(array.memory.bytes);
    return handle;
  }

  function free(handle: GpuHandle): void {
    if (abandoned.unregister(handle)) driver.free(handle.array.memory);
  }

  function run<Sizes extends object>(
    kernel: Kernel<Sizes>,
    inputs: readonly Handle[],
    request: Request<Sizes>,
  ): GpuHandle {
    const { sizes, scalars, dtype, length, into } = request;
    requireDType(name, kernel.name, dtype);
    requireIndexable(name, kernel.name, length);
    const arrays = inputs.map((input) => (input as GpuHandle).array);
    const { output, steps } = programs.run(kernel, {
      arrays,
      sizes: sizes as Record<string, number>,
      scalars,
      dtype,
      length,
    });
    kernels += steps;
    if (into !== undefined) free(into as GpuHandle); // the box that it was in gets the new handle
    return handleOf(output, dtype);
  }

  return {
    name,
    detail: driver.detail,
    driver,
    mustAwait: driver.mustAwait,
    isRemote: true,
    get use() {
      return { kernels, compilations: programs.compilations, reads, bytes: driver.bytes };
    },
    run,

    upload(numbers, dtype) {
      requireDType(name, 'upload', dtype);
      requireIndexable(name, 'upload', numbers.length);
      return handleOf(driver.upload(toDevice(name, numbers, dtype)), dtype);
    },

    read(handle) {
      const { array, dtype } = handle as GpuHandle;
      const numbers = driver.read(array);
      reads++;
      return toHost(name, numbers, dtype);
    },

    async readAsync(handle) {
      const { array, dtype } = handle as GpuHandle;
      reads++;
      return toHost(name, await driver.readAsync(array), dtype);
    },

    release: (handle) => free(handle as GpuHandle),
    turn: () => driver.turn?.() ?? pressure.turn(),
  };
}

function requireDType(device: string, operation: string, dtype: DType): void {
  if (dtype !== 'float64') return;
  throw new DeviceError(
    `${operation}: ${device} has no float64; its numbers are float32. Compute in float64 on the host: ` +
      ".toAsync('reference'), then .double().",
  );
}

function requireIndexable(device: string, operation: string, length: number): void {
  if (length <= mostElements) return;
  throw new DeviceError(
    `${operation}: an array of ${length} numbers is wanted, but on ${device} indices are float32, which are exact up to ` +
      `2^24 = ${mostElements}. Use a smaller batch, or device 'native'.`,
  );
}

function toDevice(device: string, numbers: NumberArray, dtype: DType): Float32Array {
  if (numbers instanceof Float32Array) return numbers;
  if (numbers instanceof Int32Array) {
    const place = numbers.findIndex((value) => Math.abs(value) > mostElements);
    if (place >= 0) {
      throw new DeviceError(
        `upload: element ${place} is ${numbers[place]}, but ${device} keeps ${dtype} as float32, which is exact up to ` +
          `±2^24 = ${mostElements}. Keep it on the host, or make the numbers smaller.`,
      );
    }
  }
  return Float32Array.from(numbers);
}

/** The numbers as the host keeps them. Integers that only the device knew are checked here. */
function toHost(device: string, numbers: Float32Array, dtype: DType): NumberArray {
  if (isFloating(dtype)) return numbers;
  if (dtype === 'int32') {
    const place = numbers.findIndex((value) => !(Math.abs(value) <= mostElements));
    if (place >= 0) {
      const value = numbers[place];
      throw new DataError(
        Number.isNaN(value)
          ? `read: element ${place} of these integers is NaN: ${device} met an index that is out of range, a division of integers by 0, or no number`
          : `read: element ${place} of these integers is ${value}, but ${device} computes in float32, which is exact up ` +
              `to ±2^24 = ${mostElements}. Use device 'native' for larger ones.`,
      );
    }
  }
  return arrayTypes[dtype].from(numbers);
}
