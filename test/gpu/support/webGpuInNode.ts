import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { useSoftwareDriver } from '../prepare.ts';

/** Gives Node the WebGPU of test/gpu/tools, if it is installed there, on a program that plays a GPU. */
export async function provideWebGpu(): Promise<void> {
  useSoftwareDriver();
  let path: string;
  try {
    path = createRequire(new URL('../tools/package.json', import.meta.url)).resolve('webgpu');
  } catch {
    return; // whoever opens the device says what is missing
  }
  const { create, globals } = await import(pathToFileURL(path).href);
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
}
