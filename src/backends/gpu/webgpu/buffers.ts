import { DeviceError } from '../../../errors.ts';
import type { Memory } from '../driver.ts';
import { Check } from './check.ts';

/** A buffer of the device, and what is not known of it yet. */
export interface DeviceBuffer extends Memory {
  readonly buffer: GPUBuffer;
  /** Whether there was memory for it. */
  readonly check: Check;
}

/** Buffers wait for their next use up to this number of bytes, or as many as are in use. */
const mostIdle = 64 * 2 ** 20;

/** Sizes are rounded up to this, so that arrays of nearly the same size share their buffers. */
const grain = 256;

/**
 * Buffers for arrays. One that was given back serves the next array of its size: a training step asks for the same
 * sizes again and again, and to make a buffer is dear.
 */
export class Buffers {
  /** Bytes of all buffers, idle ones too. */
  bytes = 0;
  readonly #device: GPUDevice;
  readonly #idle = new Map<number, DeviceBuffer[]>();
  #idleBytes = 0;
  /** Buffers that commands may still name which were not submitted yet. */
  #doomed: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  take(length: number): DeviceBuffer {
    const size = Math.max(Math.ceil((4 * length) / grain), 1) * grain;
    const idle = this.#idle.get(size)?.pop();
    if (idle !== undefined) {
      this.#idleBytes -= size;
      return idle;
    }
    return this.#make(size);
  }

  give(buffer: DeviceBuffer): void {
    const { bytes } = buffer;
    const isRefused = buffer.check.isDone && !buffer.check.isPassed;
    if (isRefused || this.#idleBytes + bytes > Math.max(mostIdle, this.bytes / 2)) {
      this.bytes -= bytes;
      this.#doomed.push(buffer.buffer);
      return;
    }
    this.#idleBytes += bytes;
    const sameSize = this.#idle.get(bytes);
    if (sameSize === undefined) this.#idle.set(bytes, [buffer]);
    else sameSize.push(buffer);
  }

  /** Everything that was put in line is submitted. */
  destroyDoomed(): void {
    for (const buffer of this.#doomed) buffer.destroy();
    this.#doomed = [];
  }

  #make(size: number): DeviceBuffer {
    const most = Math.min(this.#device.limits.maxStorageBufferBindingSize, this.#device.limits.maxBufferSize);
    if (size > most) {
      throw new DeviceError(
        `gpu:webgpu: an array of ${size} bytes is wanted, but this device has at most ${most} in one buffer; ` +
          'use a smaller batch',
      );
    }
    this.#device.pushErrorScope('out-of-memory');
    const buffer = this.#device.createBuffer({ size, usage: storage | copySource | copyDestination });
    const refusal = this.#device.popErrorScope().then((error) => {
      if (error === null) return undefined;
      const all = this.bytes;
      return new DeviceError(
        `gpu:webgpu: the device has no memory for an array of ${size} bytes beside the ${all} in use (${error.message}); ` +
          'use a smaller batch, or let go of tensors',
      );
    });
    this.bytes += size;
    return { buffer, bytes: size, check: new Check(refusal) };
  }
}

// GPUBufferUsage, which Node has no global for.
const copySource = 0x04;
const copyDestination = 0x08;
const storage = 0x80;
