import { DeviceError } from '../../../errors.ts';
import type { Task } from '../driver.ts';
import { type GpuJs, settingsFor } from '../gpujs.ts';

/** A kernel in WGSL, and how it wants its parameters. */
export interface Shader {
  readonly code: string;
  /** Bytes of the block of parameters: four words about the output, four about each input, one for each scalar. */
  readonly parameterBytes: number;
  /** Where the four words of each input begin, in bytes. */
  readonly inputOffsets: readonly number[];
  readonly scalarOffsets: readonly number[];
}

/**
 * gpu.js's translation of a kernel. Only its text is taken: gpu.js would compile it in time to come and give every
 * result by promise, while here a run is put in line at once (decision 094).
 *
 * @throws DeviceError with gpu.js's reason, if it cannot translate it.
 */
export function translate(gpuJs: GpuJs, task: Task): Shader {
  const inputs = new Array(task.inputs).fill('WebGPUBuffer');
  const scalars = new Array(task.scalars).fill('Float');
  try {
    const translator = new gpuJs.WebGPUKernel(task.source.element, {
      ...settingsFor(task),
      output: [...task.grid],
      argumentTypes: [...inputs, ...scalars],
    });
    translator._buildAsync = async () => {};
    translator.build(...inputs.map((type) => ({ type })), ...scalars.map(() => 0));
    const { arrayArgs, scalarArgs, byteLength } = translator.paramsLayout;
    return {
      code: translator.compiledSource,
      parameterBytes: byteLength,
      inputOffsets: arrayArgs.map(({ dimsOffset }) => dimsOffset),
      scalarOffsets: scalarArgs.map(({ offset }) => offset),
    };
  } catch (error) {
    throw new DeviceError(`gpu:webgpu: gpu.js cannot translate kernel ${task.name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
