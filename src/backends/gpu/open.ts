import { DeviceError } from '../../errors.ts';
import { meterDevice } from '../memory.ts';
import { type GpuBackend, gpuBackend } from './backend.ts';
import { type Driver, type Mode, modes } from './driver.ts';
import { GlDriver } from './gl.ts';
import { type GpuJs, loadGpuJs } from './gpujs.ts';
import { hostDriver } from './host.ts';
import { isSoftware } from './software.ts';
import { WebGpuDriver } from './webgpu/driver.ts';
import { webGpu } from './webgpu/implementation.ts';

/** What a mode would run on here. */
export interface ModeReport {
  readonly mode: Mode;
  readonly available: boolean;
  /** What it runs on, or why it is not available. */
  readonly detail: string;
  /** True where a program plays the GPU. */
  readonly isSoftware: boolean;
}

const open = new Map<Mode, GpuBackend>();
/** Modes that are being opened: who asks meanwhile gets the same device. */
const opening = new Map<Mode, Promise<GpuBackend>>();

/** The modes that use a GPU and say which, the best first. headlessgl does not say: it may as well be a program. */
const onGpu: readonly Mode[] = ['webgpu', 'webgl2'];

/**
 * The backend of a mode of gpu.js, opened when it is first asked for, and again after its device was lost. Without a
 * mode it is the first of webgpu and webgl2 that finds a GPU and no program that plays one, else webasm.
 *
 * @throws DeviceError with the reason, if the mode is not available here.
 */
export async function openGpu(mode?: Mode): Promise<GpuBackend> {
  if (mode !== undefined) return openMode(mode);
  return (await openHardware()) ?? openMode('webasm');
}

/** The best backend on a real GPU; undefined where there is none. */
export async function openHardware(): Promise<GpuBackend | undefined> {
  for (const mode of onGpu) {
    const found = await openMode(mode).catch(() => undefined);
    if (found !== undefined && !found.driver.isSoftware) return found;
  }
  return undefined;
}

/** Tries every mode. */
export async function describeModes(): Promise<ModeReport[]> {
  const reports: ModeReport[] = [];
  for (const mode of modes) {
    const report = await openMode(mode).then(
      ({ driver }) => ({ mode, available: true, detail: driver.detail, isSoftware: driver.isSoftware }),
      (error: Error) => ({
        mode,
        available: false,
        detail: error.message.replace(/^.* is not available: /, ''),
        isSoftware: false,
      }),
    );
    reports.push(report);
  }
  return reports;
}

async function openMode(mode: Mode): Promise<GpuBackend> {
  if (!modes.includes(mode)) {
    throw new DeviceError(`device 'gpu:${mode}': the modes of gpu.js are ${modes.join(', ')}`);
  }
  const known = open.get(mode);
  if (known?.driver.isOpen) return known;
  let backend = opening.get(mode);
  if (backend === undefined) {
    backend = openAnew(mode).finally(() => opening.delete(mode));
    opening.set(mode, backend);
  }
  return backend;
}

async function openAnew(mode: Mode): Promise<GpuBackend> {
  const backend = gpuBackend(await openDriver(mode, await loadGpuJs()));
  if (!open.has(mode)) meterDevice(() => open.get(mode)?.driver.bytes ?? 0);
  open.set(mode, backend);
  return backend;
}

async function openDriver(mode: Mode, gpuJs: GpuJs): Promise<Driver> {
  try {
    if (mode === 'webgpu') return await openWebGpu(gpuJs);
    if (mode === 'webgl2' || mode === 'headlessgl') return new GlDriver(gpuJs, mode);
    return hostDriver(gpuJs, mode);
  } catch (error) {
    throw new DeviceError(`device 'gpu:${mode}' is not available: ${reasonOf(error as Error, mode)}`, { cause: error });
  }
}

async function openWebGpu(gpuJs: GpuJs): Promise<Driver> {
  const gpu = await webGpu();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new DeviceError('WebGPU is there, but no adapter: no GPU that it can use');
  const { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage },
  });
  const { vendor, architecture, device: model, description } = adapter.info;
  const name = [vendor, architecture, model, description].filter((part) => part !== '').join(' ');
  return new WebGpuDriver(gpuJs, device, {
    detail: `WebGPU: ${name}`,
    isSoftware: adapter.info.isFallbackAdapter || isSoftware(name),
  });
}

/** gpu.js says no more than that a mode is not supported. */
const glReasons: Partial<Record<Mode, string>> = {
  webgl2: 'needs a browser with WebGL 2',
  headlessgl: 'not installed (npm install gl@8.1.6), or there is no display',
};

/** Why a mode is not available. */
function reasonOf(error: Error, mode: Mode): string {
  const isUnsupported = error.message.includes('not supported');
  return (isUnsupported ? glReasons[mode] : undefined) ?? error.message;
}
