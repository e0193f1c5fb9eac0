import { DeviceError } from '../../../errors.ts';
import type { Grid } from '../driver.ts';
import { Check } from './check.ts';
import type { Shader } from './translate.ts';

// Threads of a workgroup, as gpu.js writes it into shaders: [64] or [8, 8].
const rowLength = 64;
const squareSide = 8;

/** Workgroups along x, y and z. */
interface Groups {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly rowOfThreads: number;
}

/** A shader on the device. */
export class Pipeline {
  readonly shader: Shader;
  readonly compute: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Whether it compiles there. */
  readonly check: Check;
  readonly #mostGroups: number;

  constructor(device: GPUDevice, name: string, shader: Shader) {
    this.shader = shader;
    this.#mostGroups = device.limits.maxComputeWorkgroupsPerDimension;
    device.pushErrorScope('validation');
    const inputs = shader.inputOffsets.length;
    this.layout = device.createBindGroupLayout({
      label: name,
      entries: [
        { binding: 0, visibility: computeStage, buffer: { type: 'uniform', hasDynamicOffset: true } },
        ...shader.inputOffsets.map((_, i) => ({
          binding: 1 + i,
          visibility: computeStage,
          buffer: { type: 'read-only-storage' as const },
        })),
        { binding: 1 + inputs, visibility: computeStage, buffer: { type: 'storage' } },
      ],
    });
    const module = device.createShaderModule({ label: name, code: shader.code });
    this.compute = device.createComputePipeline({
      label: name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [this.layout] }),
      compute: { module, entryPoint: 'main' },
    });
    const verdict = device.popErrorScope().then((error) => {
      if (error === null) return undefined;
      return new DeviceError(
        `gpu:webgpu: the shader of kernel ${name} does not compile on this device: ${error.message}\n${shader.code}`,
      );
    });
    this.check = new Check(verdict);
  }

  /** Workgroups for these threads; and the threads in a row of workgroups, where one row is not enough for x alone. */
  groupsFor(grid: Grid): Groups {
    if (grid.length === 3) {
      return { x: Math.ceil(grid[0] / squareSide), y: Math.ceil(grid[1] / squareSide), z: grid[2], rowOfThreads: 0 };
    }
    const all = Math.ceil(grid[0] / rowLength);
    const y = Math.ceil(all / this.#mostGroups);
    const x = Math.ceil(all / y);
    return { x, y, z: 1, rowOfThreads: x * rowLength };
  }
}

/** GPUShaderStage.COMPUTE, which Node has no global for. */
const computeStage = 4;
