/** What gpu.js exports. */
export type GpuJs = typeof import('gpu.js');

/**
 * Loads gpu.js: from node_modules in this repository, and from a file beside the rest in the built package, which brings
 * its own (decision 090).
 */
export async function loadGpuJs(): Promise<GpuJs> {
  return (await import('gpu.js')).default;
}
