import { DeviceError } from '../errors.ts';
import type { DeviceUse } from './backend.ts';
import { backendNamed, type DeviceReport, describeDevices, environment, registerBackend } from './choose.ts';
import type { GpuBackend } from './gpu/backend.ts';
import type { Mode } from './gpu/driver.ts';

/**
 * Opens a device and gives its name, for `.to(name)`, `{ device: name }` and `setDefaultDevice(name)` from then on.
 *
 *   'gpu'         gpu.js on the first of WebGPU and WebGL 2 that finds a real GPU, else on WebAssembly
 *   'gpu:MODE'    gpu.js in that mode: webgpu, webgl2, headlessgl, webasm, cpu or dev
 *   'native'      the C++ addon
 *   'reference'   plain TypeScript
 *   'auto'        the first there is of: gpu.js on a real GPU, native, gpu.js on WebAssembly, reference
 *   'default'     what STRIDEGRAD_DEVICE names, else native or reference
 *
 * A gpu device is opened once; after it was lost, it is opened anew, and the tensors on the lost one stay lost.
 *
 * @throws DeviceError with the reason, if the device is not available.
 */
export async function device(name = 'auto'): Promise<string> {
  if (name === 'default') return device(environment('STRIDEGRAD_DEVICE') ?? backendNamed('auto').name);
  if (name === 'auto') return fastest();
  if (!/^gpu(:|$)/.test(name)) return backendNamed(name).name;
  const { openGpu } = await import('./gpu/open.ts');
  return registered(await openGpu(name === 'gpu' ? undefined : (name.slice('gpu:'.length) as Mode)));
}

/**
 * What a device has done since it was opened: to see that a training step compiles nothing and reads nothing back.
 *
 * @throws DeviceError if it is not open, or keeps no count because it shares the memory of the host.
 */
export function deviceUse(name: string): DeviceUse {
  const { use } = backendNamed(name);
  if (use === undefined)
    throw new DeviceError(`deviceUse: ${name} computes in the memory of the host, and counts nothing`);
  return use;
}

/** Every device, those of gpu.js too: whether it is available, on what it runs, and why not. */
export async function describeDevicesAsync(): Promise<DeviceReport[]> {
  const { describeModes } = await import('./gpu/open.ts');
  const modes = (await describeModes()).map(({ mode, ...report }) => ({ name: `gpu:${mode}`, ...report }));
  return [...describeDevices().filter(({ name }) => !name.startsWith('gpu:')), ...modes];
}

async function fastest(): Promise<string> {
  const { openGpu, openHardware } = await import('./gpu/open.ts');
  const hardware = await openHardware();
  if (hardware !== undefined) return registered(hardware);
  const { name } = backendNamed('auto');
  if (name !== 'reference') return name;
  return openGpu('webasm').then(registered, () => name);
}

function registered(backend: GpuBackend): string {
  registerBackend(backend);
  return backend.name;
}
