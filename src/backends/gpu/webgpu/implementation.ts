/** Dawn for Node ends the process when the garbage collector takes this while a device of it is in use. */
let kept: GPU | undefined;

/**
 * WebGPU: the browser's own, and in Node that of the package `webgpu`, where the user has installed it. A name that is
 * not written out keeps bundlers from looking for it.
 *
 * @throws Error that says how to get it.
 */
export async function webGpu(): Promise<GPU> {
  const own = (globalThis as { readonly navigator?: { readonly gpu?: GPU } }).navigator?.gpu;
  if (own !== undefined) {
    kept = own;
    return own;
  }
  const modules = globalThis.process?.getBuiltinModule?.('node:module');
  if (modules === undefined) throw new Error('this browser has no WebGPU');
  try {
    const path = modules.createRequire(import.meta.url).resolve('webgpu');
    const { create } = (await import(/* @vite-ignore */ path)) as { create?(flags: readonly string[]): GPU };
    if (create === undefined) throw new Error(`there is none in ${path}`);
    kept ??= create([]);
    return kept;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      code === 'MODULE_NOT_FOUND'
        ? 'not installed (npm install webgpu@0.6.2)'
        : `npm's webgpu could not be loaded: ${message}`,
      { cause: error },
    );
  }
}
