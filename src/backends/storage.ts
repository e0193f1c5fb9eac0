import { bytesPerElement, type DType, isFloating, type NumberArray } from '../dtype.ts';
import { DataError, DeviceError, GraphError } from '../errors.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import type { Backend, Handle } from './backend.ts';
import { countStorage, forgetStorage } from './memory.ts';
import { referenceBackend } from './reference.ts';

/** The smallest and the largest of some integers. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * The box that holds a tensor's numbers, wherever they are. Tensors that are views of each other share one box, so
 * that an in-place change in one shows in all; `version` counts such changes.
 */
export class Storage {
  readonly backend: Backend;
  readonly dtype: DType;
  readonly length: number;
  version = 0;
  /** True once a user, a hook or a tensor can see it: then its memory never returns to the pool. */
  escaped = false;
  /** The backward pass that made it, and may overwrite it or give it back. */
  owner: object | undefined;
  /** How many gradients on their way through a backward pass are this very storage. */
  uses = 0;
  #handle: Handle | undefined;
  #range: Range | undefined;
  #rangeVersion = -1;

  constructor(backend: Backend, handle: Handle, dtype: DType, length: number) {
    this.backend = backend;
    this.#handle = handle;
    this.dtype = dtype;
    this.length = length;
    countStorage(this, length * bytesPerElement(dtype));
  }

  /**
   * The handle, for `operation` to read or write.
   *
   * @throws GraphError if the storage was released, DataError if the numbers were taken away from it: who gave an array
   *   to `fromArray` can still transfer its buffer to a thread, and then the array is empty.
   */
  handleFor(operation: string): Handle {
    if (this.#handle === undefined) {
      throw new GraphError(`${operation}: this storage was released, and its ${this.length} numbers are gone`);
    }
    const { length } = this.#handle;
    if (length !== this.length) {
      throw new DataError(
        `${operation}: a tensor had ${this.length} numbers, but its array has ${length} now. Its buffer was ` +
          'transferred or resized, but fromArray(numbers, …) takes it over; give it a copy, numbers.slice().',
      );
    }
    return this.#handle;
  }

  /** What is in the box, for debuggers: they look without computing anything. undefined if it was released. */
  peek(): Handle | undefined {
    return this.#handle;
  }

  /** Puts other numbers into the box: an in-place change. */
  replace(handle: Handle): void {
    this.#handle = handle;
    this.version++;
  }

  /** The numbers themselves, not to be written to. @throws DeviceError where reading must be awaited. */
  read(): NumberArray {
    return this.backend.read(this.handleFor('read'));
  }

  /** The numbers as they are now, whatever is written before they arrive. Not to be written to either. */
  async readAsync(): Promise<NumberArray> {
    const handle = this.handleFor('read');
    if (this.backend.mustAwait) return this.backend.readAsync(handle);
    const numbers = this.backend.read(handle).slice();
    await this.backend.turn?.(); // a loop that awaits nothing else would never let it free memory
    return numbers;
  }

  /** Gives the memory back. Only for storage that nobody can see. */
  release(): void {
    if (this.#handle !== undefined && !this.escaped) {
      this.backend.release(this.#handle);
      this.#handle = undefined;
      forgetStorage(this, this.length * bytesPerElement(this.dtype));
    }
  }

  /** Writes down what is known of integers that a device keeps, so that they can be checked without reading. */
  noteRange(range: Range): this {
    this.#range = range;
    this.#rangeVersion = this.version;
    return this;
  }

  /**
   * The smallest and largest element, where it is known without reading from a device; undefined where only the device knows.
   * An empty storage has the range of nothing: min Infinity, max −Infinity.
   */
  get range(): Range | undefined {
    if (this.#rangeVersion !== this.version) {
      this.#range = isRemote(this.backend) || isFloating(this.dtype) ? undefined : rangeOf(this.read());
      this.#rangeVersion = this.version;
    }
    return this.#range;
  }
}

function isRemote({ mustAwait, isRemote = mustAwait }: Backend): boolean {
  return isRemote;
}

export function rangeOf(numbers: NumberArray): Range {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i] < min) min = numbers[i];
    if (numbers[i] > max) max = numbers[i];
  }
  return { min, max };
}

/** Numbers and the shape they are read in (row-major). Operations work on these and never see a Tensor. */
export interface NdArray {
  readonly shape: Shape;
  readonly storage: Storage;
}

/**
 * Puts numbers on a backend. The caller does not write to them again. float64 stays with the reference where a device
 * has none.
 */
export function upload(device: Backend, numbers: NumberArray, shape: Shape, dtype: DType): NdArray {
  const backend = dtype === 'float64' && device.isRemote ? referenceBackend : device;
  const storage = new Storage(backend, backend.upload(numbers, dtype, shape), dtype, elementCount(shape));
  if (isRemote(backend) && !isFloating(dtype)) {
    storage.noteRange(rangeOf(numbers));
  }
  return { shape, storage };
}

/** The backend that all arrays live on. @throws DeviceError if they live on different ones. */
export function commonBackend(operation: string, arrays: readonly NdArray[]): Backend {
  const { backend } = arrays[0].storage;
  for (const { storage } of arrays) requireBackend(operation, backend, storage);
  return backend;
}

/** The handles of arrays that live on `backend`. @throws DeviceError if one lives elsewhere. */
export function handlesOn(backend: Backend, operation: string, arrays: readonly NdArray[]): Handle[] {
  const handles = new Array<Handle>(arrays.length);
  for (let i = 0; i < arrays.length; i++) {
    const { storage } = arrays[i];
    requireBackend(operation, backend, storage);
    handles[i] = storage.handleFor(operation);
  }
  return handles;
}

function requireBackend(operation: string, backend: Backend, storage: Storage): void {
  if (storage.backend === backend) return;
  const { name } = backend;
  if (storage.backend.name === name) {
    throw new DeviceError(
      `${operation}: ${name} was opened anew after it was lost, and one of the tensors is on the lost one. Its numbers ` +
        'are gone: make it again, and load the parameters from the last checkpoint.',
    );
  }
  throw new DeviceError(
    `${operation}: all tensors must be on the same device, but the first is on ${backend.name} and another on ` +
      `${storage.backend.name}. Move one with .to('${backend.name}').`,
  );
}
