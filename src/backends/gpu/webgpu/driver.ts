import { DeviceError } from '../../../errors.ts';
import { type DeviceArray, type Driver, lengthOf, type Memory, type Program, type Task } from '../driver.ts';
import type { GpuJs } from '../gpujs.ts';
import { Buffers, type DeviceBuffer } from './buffers.ts';
import { type Check, openChecks } from './check.ts';
import { CommandLine } from './commandLine.ts';
import { Pipeline } from './pipeline.ts';
import { translate } from './translate.ts';

/** Numbers in a buffer of the device. */
export interface BufferArray extends DeviceArray {
  readonly memory: DeviceBuffer;
  /** What must turn out well for the numbers to be right; undefined if all of it has. */
  readonly checks: readonly Check[] | undefined;
}

/**
 * WebGPU: gpu.js translates kernels to WGSL, and here are the buffers, the pipelines and the line of commands. Nothing
 * waits but reading: a run is put in line, and the line goes to the device in parts.
 */
export class WebGpuDriver implements Driver {
  readonly mode = 'webgpu';
  readonly mustAwait = true;
  readonly fixesLengths = false;
  readonly isOffHeap = true;
  readonly detail: string;
  readonly isSoftware: boolean;
  readonly #gpuJs: GpuJs;
  readonly #device: GPUDevice;
  readonly #buffers: Buffers;
  readonly #line: CommandLine;
  #loss: string | undefined;
  /** What the device complained of though nothing here should give it reason to. */
  #complaint: string | undefined;

  constructor(gpuJs: GpuJs, device: GPUDevice, { detail, isSoftware }: { detail: string; isSoftware: boolean }) {
    this.#gpuJs = gpuJs;
    this.#device = device;
    this.detail = detail;
    this.isSoftware = isSoftware;
    this.#buffers = new Buffers(device);
    const complain = (message: string) => {
      this.#complaint ??= message;
    };
    this.#line = new CommandLine(device, () => this.#buffers.destroyDoomed(), complain);
    void device.lost.then(({ message, reason }) => {
      this.#loss = message || reason;
    });
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault(); // it is told by the next read, and not printed
      complain(event.error.message);
    });
  }

  get isOpen(): boolean {
    return this.#loss === undefined;
  }

  get bytes(): number {
    return this.#buffers.bytes;
  }

  compile(task: Task): Program {
    this.#requireDevice();
    const pipeline = new Pipeline(this.#device, task.name, translate(this.#gpuJs, task));
    return {
      run: (inputs, scalars, grid) => {
        this.#requireDevice();
        const arrays = inputs as readonly BufferArray[];
        if (pipeline.check.error !== undefined) throw pipeline.check.error;
        const length = lengthOf(grid, task.lanes);
        const memory = this.#buffers.take(length);
        this.#line.run(pipeline, { arrays, scalars, output: memory.buffer, grid });
        const checks = openChecks([[pipeline.check, memory.check], ...arrays.map((array) => array.checks)]);
        const output: BufferArray = { length, memory, checks };
        return output;
      },
      dispose: () => {},
    };
  }

  upload(numbers: Float32Array): DeviceArray {
    this.#requireDevice();
    const memory = this.#buffers.take(numbers.length);
    this.#line.write(memory.buffer, numbers);
    const array: BufferArray = { length: numbers.length, memory, checks: openChecks([[memory.check]]) };
    return array;
  }

  read(): never {
    throw new DeviceError(
      "the numbers are on device 'gpu:webgpu' and must be awaited: use itemAsync(), toArrayAsync() or toTypedArrayAsync()",
    );
  }

  async readAsync(array: DeviceArray): Promise<Float32Array> {
    this.#requireDevice();
    const { length, memory, checks = [] } = array as BufferArray;
    const reading = this.#line.read(memory.buffer, 4 * length).catch((error: Error) => {
      this.#requireDevice();
      throw new DeviceError(`gpu:webgpu: reading ${length} numbers failed: ${error.message}`, { cause: error });
    });
    const [numbers] = await Promise.all([reading, ...checks.map(({ done }) => done)]);
    const failed = checks.find(({ error }) => error !== undefined);
    if (failed !== undefined) throw failed.error;
    if (this.#complaint !== undefined) {
      throw new DeviceError(
        `gpu:webgpu: the device refused a command, and its numbers cannot be trusted: ${this.#complaint}`,
      );
    }
    return numbers;
  }

  free(memory: Memory): void {
    this.#buffers.give(memory as DeviceBuffer);
  }

  turn(): Promise<void> | undefined {
    return this.#line.turn();
  }

  close(): void {
    this.#device.destroy();
  }

  #requireDevice(): void {
    if (this.#loss === undefined) return;
    throw new DeviceError(
      `gpu:webgpu: the device was lost (${this.#loss}), and the numbers on it are gone. ` +
        "await device('gpu:webgpu') opens a new one; load the parameters from the last checkpoint.",
    );
  }
}
