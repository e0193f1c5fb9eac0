import type { Grid } from '../driver.ts';
import type { BufferArray } from './driver.ts';
import type { Pipeline } from './pipeline.ts';

/** A run of a pipeline. */
interface Dispatch {
  readonly arrays: readonly BufferArray[];
  readonly scalars: readonly number[];
  readonly output: GPUBuffer;
  readonly grid: Grid;
}

/** Runs that go to the device together. */
const mostRuns = 64;
/** Parts of the line that the device may have before it: more only take memory. */
const mostParts = 16;

/**
 * The runs in line. They are written down and go to the device in parts; parameters of all runs of a part travel in
 * one piece.
 */
export class CommandLine {
  readonly #device: GPUDevice;
  readonly #onSubmit: () => void;
  readonly #onRefusal: (message: string) => void;
  /** Bytes from one run's parameters to the next one's. */
  readonly #parameterStride: number;
  readonly #parameters: GPUBuffer;
  readonly #mirror: ArrayBuffer;
  readonly #words: Uint32Array;
  readonly #floats: Float32Array;
  readonly #staging: GPUBuffer[] = [];
  #runs = 0;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #parts = 0;

  constructor(device: GPUDevice, onSubmit: () => void, onRefusal: (message: string) => void) {
    this.#device = device;
    this.#onSubmit = onSubmit;
    this.#onRefusal = onRefusal;
    this.#parameterStride = Math.max(256, device.limits.minUniformBufferOffsetAlignment);
    this.#mirror = new ArrayBuffer(mostRuns * this.#parameterStride);
    this.#words = new Uint32Array(this.#mirror);
    this.#floats = new Float32Array(this.#mirror);
    this.#parameters = device.createBuffer({ size: this.#mirror.byteLength, usage: uniform | copyDestination });
  }

  /** Puts a run in line. One whose shader may not compile goes alone: if it fails, nothing else fails with it. */
  run(pipeline: Pipeline, dispatch: Dispatch): void {
    if (pipeline.check.isPassed) {
      this.#encode(pipeline, dispatch);
      if (this.#runs === mostRuns) this.submit();
      return;
    }
    this.submit();
    this.#device.pushErrorScope('validation');
    this.#encode(pipeline, dispatch);
    this.submit();
    void this.#device.popErrorScope().then(
      async (error) => {
        await pipeline.check.done;
        // What comes of a shader that fails, the check says better.
        if (error !== null && pipeline.check.isPassed) this.#onRefusal(error.message);
      },
      () => {}, // the device was lost, which every use says
    );
  }

  #encode(pipeline: Pipeline, { arrays, scalars, output, grid }: Dispatch): void {
    const { shader } = pipeline;
    const groups = pipeline.groupsFor(grid);
    const [x, y = 1, z = 1] = grid;
    const offset = this.#runs * this.#parameterStride;
    this.#words.set([x, y, z, groups.rowOfThreads], offset / 4);
    for (let i = 0; i < arrays.length; i++) {
      const { length } = arrays[i];
      this.#words.set([length, 1, 1, length], (offset + shader.inputOffsets[i]) / 4);
    }
    for (let i = 0; i < scalars.length; i++) {
      this.#floats[(offset + shader.scalarOffsets[i]) / 4] = scalars[i];
    }
    const entries: GPUBindGroupEntry[] = [
      { binding: 0, resource: { buffer: this.#parameters, size: shader.parameterBytes } },
    ];
    for (const { memory } of arrays) entries.push({ binding: entries.length, resource: { buffer: memory.buffer } });
    entries.push({ binding: entries.length, resource: { buffer: output } });

    this.#encoder ??= this.#device.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    this.#pass.setPipeline(pipeline.compute);
    this.#pass.setBindGroup(0, this.#device.createBindGroup({ layout: pipeline.layout, entries }), [offset]);
    this.#pass.dispatchWorkgroups(groups.x, groups.y, groups.z);
    this.#runs++;
  }

  /** Writes numbers, after all runs in line: one of them may still read what the buffer had. */
  write(buffer: GPUBuffer, numbers: Float32Array): void {
    this.submit();
    if (numbers.length > 0) {
      this.#device.queue.writeBuffer(buffer, 0, numbers.buffer, numbers.byteOffset, numbers.byteLength);
    }
  }

  /** What the buffer holds when everything in line is done. */
  async read(buffer: GPUBuffer, bytes: number): Promise<Float32Array> {
    if (bytes === 0) return new Float32Array(0);
    const staging = this.#takeStaging(bytes);
    this.#endPass();
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    this.submit();
    await staging.mapAsync(mapRead, 0, bytes);
    const numbers = new Float32Array(staging.getMappedRange(0, bytes).slice(0));
    staging.unmap();
    this.#giveStaging(staging);
    return numbers;
  }

  /** Sends to the device what is in line. */
  submit(): void {
    if (this.#encoder !== undefined) {
      this.#endPass();
      if (this.#runs > 0) {
        this.#device.queue.writeBuffer(this.#parameters, 0, this.#mirror, 0, this.#runs * this.#parameterStride);
      }
      this.#device.queue.submit([this.#encoder.finish()]);
      this.#encoder = undefined;
      this.#runs = 0;
      this.#parts++;
    }
    this.#onSubmit();
  }

  /** Where the device is far behind, a promise that it has caught up. */
  turn(): Promise<void> | undefined {
    if (this.#parts < mostParts) return undefined;
    this.#parts = 0;
    return this.#device.queue.onSubmittedWorkDone().then(() => {});
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
  }

  /** A buffer that the host can read. Small ones are kept: a loss is read again and again. */
  #takeStaging(bytes: number): GPUBuffer {
    if (bytes <= smallStaging) {
      return (
        this.#staging.pop() ?? this.#device.createBuffer({ size: smallStaging, usage: hostReads | copyDestination })
      );
    }
    return this.#device.createBuffer({ size: bytes, usage: hostReads | copyDestination });
  }

  #giveStaging(staging: GPUBuffer): void {
    if (staging.size === smallStaging && this.#staging.length < 4) this.#staging.push(staging);
    else staging.destroy();
  }
}

const smallStaging = 4096;

// GPUBufferUsage and GPUMapMode, which Node has no globals for.
const mapRead = 0x1;
const hostReads = 0x1;
const copyDestination = 0x08;
const uniform = 0x40;
