import { loadGpuJs } from '../backends/gpu/gpujs.ts';
import { taskOfKernel } from '../backends/gpu/task.ts';
import { translate } from '../backends/gpu/webgpu/translate.ts';
import { ArgumentError } from '../errors.ts';
import { kernels } from '../kernels/all.ts';
import type { Kernel } from '../kernels/kernel.ts';

/**
 * The WGSL of a kernel, as a WebGPU device gets it. `settings` give its sizes, `rows=2` and so on; those that are not
 * given are 1.
 *
 * @throws ArgumentError for a kernel or a size that there is not.
 */
export async function shader(name: string | undefined, settings: readonly string[]): Promise<string> {
  if (name === undefined || !Object.hasOwn(kernels, name)) {
    throw new ArgumentError(
      'shader',
      name === undefined
        ? `name a kernel: ${Object.keys(kernels).join(', ')}`
        : `no kernel is named '${name}'; 'stridegrad shader' alone lists them`,
    );
  }
  const kernel = kernels[name as keyof typeof kernels] as unknown as Kernel<Record<string, number>>;
  const sizes = Object.fromEntries(kernel.sizes.map((size) => [size, 1]));
  for (const setting of settings) {
    const [size, value] = setting.split('=');
    if (!Object.hasOwn(sizes, size) || !Number.isInteger(Number(value ?? Number.NaN))) {
      throw new ArgumentError('shader', `${setting} gives no size; ${name} has ${kernel.sizes.join(', ') || 'none'}`);
    }
    sizes[size] = Number(value);
  }
  const task = taskOfKernel(kernel as Kernel<never>, { sizes, length: 1, dtype: 'float32', mode: 'webgpu' });
  return translate(await loadGpuJs(), task).code;
}
