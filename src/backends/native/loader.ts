import type { Addon } from './addon.ts';

/**
 * The C++ addon, or the reason why there is none. It is looked for where `npm run build:native` puts it, unless the
 * environment variable STRIDEGRAD_ADDON names another build. Node's modules are asked for at run time, for a browser
 * loads this file too (decision 091).
 */
export function loadAddon(): Addon | Error {
  const node = globalThis.process?.getBuiltinModule;
  if (node === undefined) {
    return new Error('C++ kernels need Node.js, and this is a browser (or another runtime without Node addons)');
  }
  let path = process.env.STRIDEGRAD_ADDON || '';
  try {
    const require = node('node:module').createRequire(import.meta.url);
    path ||= node('node:path').join(require.resolve('stridegrad/package.json'), '../build/Release/stridegrad.node');
    return require(path) as Addon;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return new Error(
      code === 'MODULE_NOT_FOUND'
        ? `the C++ addon was not built: there is no ${path || 'package stridegrad to look for it'}. ` +
            'Build it with: npm run build:native (it needs a C++ compiler and cmake)'
        : `the C++ addon could not be loaded: ${message}`,
    );
  }
}
