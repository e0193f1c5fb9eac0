import type { Kernel } from '../../kernels/kernel.ts';

/** The ways in which gpu.js can run a kernel. */
export const modes = ['webgpu', 'webgl2', 'headlessgl', 'webasm', 'cpu', 'dev'] as const;
export type Mode = (typeof modes)[number];

/** Numbers on a device: float32, whatever dtype they stand for. Only the driver that made them can look inside. */
export interface DeviceArray {
  readonly length: number;
  /** What goes back to the device when nobody refers to the array any more. */
  readonly memory: Memory;
}

/** Memory of a device. */
export interface Memory {
  readonly bytes: number;
}

/**
 * A kernel for a device: one thread computes `lanes` neighbouring output elements and returns them, as a number or an
 * array of 2 or 4.
 */
export interface DeviceKernel<Sizes extends object = object> extends Omit<Kernel<Sizes>, 'element'> {
  readonly element: (this: never, ...inputsThenScalars: never[]) => number | number[];
  readonly lanes: 1 | 2 | 4;
}

/** A kernel's text as gpu.js gets it: functions that need nothing but each other. */
export interface Source {
  readonly element: string;
  readonly functions: readonly string[];
}

/** What a program is compiled for. */
export interface Task {
  readonly kernel: DeviceKernel;
  readonly source: Source;
  readonly sizes: Readonly<Record<string, number>>;
  readonly inputs: readonly DeviceArray[];
  /** Elements of the output. */
  readonly length: number;
}

/** A compiled kernel. */
export interface Program {
  /** Puts a run in line: the output is there at once, its numbers in time. */
  run(inputs: readonly DeviceArray[], scalars: readonly number[], length: number): DeviceArray;
  dispose(): void;
}

/** A device, as the backend uses it. What is put in line is done in that order. */
export interface Driver {
  readonly mode: Mode;
  /** What it runs on, for people. */
  readonly detail: string;
  /** True where a program plays the GPU: it is right, and slow. */
  readonly isSoftware: boolean;
  /** False once the device was lost, and the numbers on it with it. */
  readonly isOpen: boolean;
  /** True where numbers come back by promise only. */
  readonly mustAwait: boolean;
  /** Whether a program serves only inputs and outputs of the lengths that it was compiled for. */
  readonly fixesLengths: boolean;
  /** Bytes that are allocated on the device, those that wait for their next use included. */
  readonly bytes: number;
  /** @throws DeviceError if gpu.js cannot translate the kernel. */
  compile(task: Task): Program;
  upload(numbers: Float32Array): DeviceArray;
  /** @throws DeviceError where `mustAwait`. */
  read(array: DeviceArray): Float32Array;
  readAsync(array: DeviceArray): Promise<Float32Array>;
  /** Nobody will use the array again that had this memory. */
  free(memory: Memory): void;
  /** True where the garbage collector does not see how much memory arrays take. */
  readonly isOffHeap: boolean;
  /** Where the device is far behind, a promise that it has caught up. */
  turn?(): Promise<void> | undefined;
  close(): void;
}
