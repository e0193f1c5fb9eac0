import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Kernel } from '../src/kernels/kernel.ts';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** Where kernels are: those of the operations, and those that gpu devices run in their place. */
const folders = ['kernels', 'backends/gpu/kernels'];

/** Every kernel that a file in these folders exports. */
async function allKernels(): Promise<Kernel<never>[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => pathToFileURL(join(source, folder, file)).href),
  );
  const modules = await Promise.all(files.map((file) => import(file) as Promise<Record<string, unknown>>));
  return modules.flatMap((module) => Object.values(module).filter(isKernel));
}

function isKernel(value: unknown): value is Kernel<never> {
  return typeof value === 'object' && value !== null && 'element' in value && 'helpers' in value;
}

/** The object literal that takes the place of the empty one in src/backends/gpu/kernelTexts.ts: kernels by their names. */
export async function kernelTexts(): Promise<string> {
  const texts = (await allKernels()).map(({ name, element, helpers }) => [
    name,
    { element: String(element), functions: helpers.map(String) },
  ]);
  return JSON.stringify(Object.fromEntries(texts));
}
