/** The ways in which gpu.js can run a kernel. */
export const modes = ['webgpu', 'webgl2', 'headlessgl', 'webasm', 'cpu', 'dev'] as const;
export type Mode = (typeof modes)[number];

/** Device numbers are float32, which tells whole numbers apart up to here. Indices are such numbers. */
export const mostElements = 2 ** 24;

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

/** A kernel's text as gpu.js gets it: functions that need nothing but each other. */
export interface Source {
  readonly element: string;
  readonly functions: readonly string[];
}

/** How many threads there are, along x alone or along x, y and z. */
export type Grid = readonly [x: number] | readonly [x: number, y: number, z: number];

/** What a program is compiled for. */
export interface Task {
  readonly name: string;
  readonly source: Source;
  /** The kernel's element itself, which mode dev calls. */
  readonly element: (...values: never[]) => unknown;
  readonly sizes: Readonly<Record<string, number>>;
  /** Whether the kernel counts in integers: its sizes have that type then. Otherwise gpu.js decides, number by number. */
  readonly usesIntegers: boolean;
  readonly inputs: number;
  readonly scalars: number;
  /** Neighbouring output elements that a thread computes and returns. */
  readonly lanes: 1 | 2 | 4;
  /** Inputs that a shader reads four numbers at a time, by their places. */
  readonly quads: readonly number[];
  readonly grid: Grid;
}

/** A compiled kernel. */
export interface Program {
  /** Puts a run in line: the output is there at once, its numbers in time. */
  run(inputs: readonly DeviceArray[], scalars: readonly number[], grid: Grid): DeviceArray;
  dispose(): void;
}

/** Elements of what so many threads make. */
export function lengthOf([x, y = 1, z = 1]: Grid, lanes: number): number {
  return x * y * z * lanes;
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
