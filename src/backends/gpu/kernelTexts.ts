import type { Source } from './driver.ts';

/**
 * The texts of our kernels by name, where the functions themselves may have lost theirs: the build puts them here
 * (scripts/kernelTexts.ts), for a bundler's minifier rewrites functions, and gpu.js does not understand what it makes of
 * them (decision 093). In the sources it is empty.
 */
const builtTexts: Readonly<Record<string, Source>> = {};

/** What has the text of a kernel. */
export interface KernelFunctions {
  readonly name: string;
  readonly element: { toString(): string };
  readonly helpers: readonly { toString(): string }[];
}

/** What gpu.js gets of a kernel: the text of its element, and of the functions that it calls. */
export function textOf({ name, element, helpers }: KernelFunctions): Source {
  return builtTexts[name] ?? { element: element.toString(), functions: helpers.map(String) };
}
