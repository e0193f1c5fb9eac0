import type { DType, NumberArray } from '../dtype.ts';
import type { Kernel } from '../kernels/kernel.ts';
import type { Shape } from '../shape/rowMajor.ts';

/** Where a backend keeps the numbers of a tensor. Only the backend that made it can look inside. */
export interface Handle {
  /** How many numbers there are. */
  readonly length: number;
}

/** One of several in-place runs; see `Backend.runTogether`. */
export interface InPlaceRun {
  readonly kernel: Kernel<object>;
  readonly inputs: readonly Handle[];
  readonly scalars: readonly number[];
  readonly dtype: DType;
  readonly into: Handle;
}

/** What a device has done since it was opened, and what it holds. */
export interface DeviceUse {
  /** Kernels that were run. */
  readonly kernels: number;
  /** Kernels that were compiled, each for its sizes. */
  readonly compilations: number;
  /** Arrays that went to the host, because somebody read them or because the device could not do something itself. */
  readonly reads: number;
  /** Bytes that are allocated on the device, those that wait for their next use included. */
  readonly bytes: number;
}

/** Everything about one run of a kernel but its inputs. */
export interface Request<Sizes extends object> {
  readonly sizes: Sizes;
  /** The kernel's run-time numbers, in the order of `kernel.scalars`. */
  readonly scalars: readonly number[];
  readonly dtype: DType;
  /** Elements of the output. */
  readonly length: number;
  /** The shape in which the operation reads the output: for whoever explains it. */
  readonly shape?: Shape | undefined;
  /**
   * Write here instead of into something new. It may be one of the inputs: then the kernel reads of it, for output
   * element x, element x alone.
   */
  readonly into?: Handle | undefined;
}

/**
 * A backend runs kernels. `run` returns at once, with a handle that may still be pending; reading numbers is the one
 * act that may have to be awaited. Operations check their arguments before `run`, so a pending kernel cannot fail for
 * the user's reasons.
 */
export interface Backend {
  /** The device's name, as `tensor.device` shows it. */
  readonly name: string;
  /** What it runs on, for people. */
  readonly detail?: string;
  /** True where numbers come back by promise only, so that `read` throws. */
  readonly mustAwait: boolean;
  /** True where numbers have to be brought to the host before it can look at them, whether that takes a promise or not. */
  readonly isRemote?: boolean;
  run<Sizes extends object>(kernel: Kernel<Sizes>, inputs: readonly Handle[], request: Request<Sizes>): Handle;
  /**
   * In-place runs of elementwise kernels without sizes, one after the other: an optimizer's step over all parameters.
   * Gives the handles that `into` has now. A backend that has no better way leaves this out, and `run` is called.
   */
  runTogether?(runs: readonly InPlaceRun[]): readonly Handle[];
  /** Takes over `numbers`: the caller does not write to them again. `shape` is for whoever explains them. */
  upload(numbers: NumberArray, dtype: DType, shape?: Shape): Handle;
  /** The numbers themselves, not to be written to or kept. @throws DeviceError where `mustAwait`. */
  read(handle: Handle): NumberArray;
  /** The numbers that the handle has at the call, in time to come. */
  readAsync(handle: Handle): Promise<NumberArray>;
  /** Nobody will use the handle again: its memory may serve the next run. */
  release(handle: Handle): void;
  /** Something that a loop should wait for between two steps: the device is far behind, or memory is to be given back. */
  turn?(): Promise<void> | undefined;
  /** What it has done; on devices with a memory of their own. */
  readonly use?: DeviceUse;
}
