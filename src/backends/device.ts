import { backendNamed, type DeviceReport, describeDevices, registerBackend } from './choose.ts';
import type { GpuBackend } from './gpu/backend.ts';
import type { Mode } from './gpu/driver.ts';

/**
 * Opens a device and gives its name, for `.to(name)`, `{ device: name }` and `setDefaultDevice(name)` from then on.
 *
 *   'gpu'         gpu.js on the first of WebGPU, WebGL 2 and headless GL that finds a real GPU, else on WebAssembly
 *   'gpu:MODE'    gpu.js in that mode: webgpu, webgl2, headlessgl, webasm, cpu or dev
 *   'native'      the C++ addon
 *   'reference'   plain TypeScript
 *   'auto'        the first there is of: gpu.js on a real GPU, native, gpu.js on WebAssembly, reference
 *
 * A gpu device is opened once; after it was lost, it is opened anew, and the tensors on the lost one stay lost.
 *
 * @throws DeviceError with the reason, if the device is not available.
 */
export async function device(name = 'auto'): Promise<string> {
  if (name === 'auto') return fastest();
  if (!/^gpu(:|$)/.test(name)) return backendNamed(name).name;
  const { openGpu } = await import('./gpu/open.ts');
  return registered(await openGpu(name === 'gpu' ? undefined : (name.slice('gpu:'.length) as Mode)));
}

/** Every device, those of gpu.js too: whether it is available, on what it runs, and why not. */
export async function describeDevicesAsync(): Promise<DeviceReport[]> {
  const { describeModes } = await import('./gpu/open.ts');
  const modes = (await describeModes()).map(({ mode, ...report }) => ({ name: `gpu:${mode}`, ...report }));
  return [...modes, ...describeDevices().filter(({ name }) => !name.startsWith('gpu:'))];
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
