import { DeviceError } from '../errors.ts';
import type { Backend } from './backend.ts';
import { nativeBackend } from './native/backend.ts';
import { loadAddon } from './native/loader.ts';
import { referenceBackend } from './reference.ts';

/** A device as `stridegrad doctor` shows it. */
export interface DeviceReport {
  readonly name: string;
  readonly available: boolean;
  /** What it is, or why it is not available. */
  readonly detail: string;
  /** True where a program plays the GPU: it is right, and slow. */
  readonly isSoftware?: boolean;
}

const registered = new Map<string, Backend>([['reference', referenceBackend]]);
/** What the addon is, or why it could not be loaded; empty until it is asked for. */
let nativeDetail = '';
let chosen: Backend | undefined;

/**
 * The backend of that name: 'native' (the C++ addon), 'reference' (plain TypeScript), 'auto' (the fastest there is),
 * 'gpu' (the gpu device that was opened last), 'default' (see `defaultBackend`), or one that was registered.
 *
 * @throws DeviceError if there is none, or it is not available here; the message says why.
 */
export function backendNamed(name: string): Backend {
  if (name === 'default') return defaultBackend();
  if (name === 'auto') return native() ?? referenceBackend;
  const backend = name === 'native' ? native() : name === 'gpu' ? lastGpu() : registered.get(name);
  if (backend === undefined) {
    throw new DeviceError(whyNot(name));
  }
  return backend;
}

/** The gpu device that was opened last. */
function lastGpu(): Backend | undefined {
  return [...registered.values()].findLast((backend) => backend.name.startsWith('gpu:'));
}

function whyNot(name: string): string {
  if (name === 'native') return `device 'native' is not available: ${nativeDetail}. Use 'auto' to take what there is.`;
  if (/^gpu(:|$)/.test(name)) {
    return `device '${name}' is not open yet, and opening it takes time: await device('${name}') once, before its first use`;
  }
  const names = [...new Set(['auto', 'native', ...registered.keys()])].map((known) => `'${known}'`).join(', ');
  return `device '${name}' is unknown; the devices are ${names}, and those of await device('gpu')`;
}

/** Where tensors are made unless a device is named: `setDefaultDevice`'s, else STRIDEGRAD_DEVICE, else 'auto'. */
export function defaultBackend(): Backend {
  chosen ??= backendNamed(environment('STRIDEGRAD_DEVICE') ?? 'auto');
  return chosen;
}

/** Makes new tensors on this device from now on. @throws DeviceError if it is not available. */
export function setDefaultDevice(name: string): void {
  chosen = backendNamed(name);
}

/** Makes a backend available under its name. Where it takes the place of a lost one, new tensors go to it too. */
export function registerBackend(backend: Backend): void {
  if (chosen?.name === backend.name) chosen = backend;
  registered.delete(backend.name); // the last is the youngest
  registered.set(backend.name, backend);
}

/** What a long loop should wait for before its next step, on whatever device; undefined where it can go on. */
export function turnOfDevices(): Promise<unknown> | undefined {
  let turns: Promise<unknown> | undefined;
  for (const backend of registered.values()) {
    const turn = backend.turn?.();
    if (turn !== undefined) turns = turns === undefined ? turn : Promise.all([turns, turn]);
  }
  return turns;
}

/** Every device, whether it is available, and why not. */
export function describeDevices(): DeviceReport[] {
  const addon = native();
  return [
    { name: 'native', available: addon !== undefined, detail: nativeDetail },
    ...[...registered.values()]
      .filter((backend) => backend !== addon)
      .map(({ name, detail = 'registered by the program' }) => ({ name, available: true, detail })),
  ];
}

/** The native backend, loaded when it is first asked for. */
function native(): Backend | undefined {
  if (!registered.has('native') && nativeDetail === '') {
    const addon = loadAddon();
    if (addon instanceof Error) {
      nativeDetail = addon.message;
    } else {
      const threads = addon.threads();
      nativeDetail = `C++ kernels, ${addon.isa()}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
      registered.set('native', nativeBackend({ addon, fallback: referenceBackend }));
    }
  }
  return registered.get('native');
}

/** An environment variable, where there are any. */
export function environment(name: string): string | undefined {
  return typeof process === 'undefined' ? undefined : process.env?.[name] || undefined;
}
