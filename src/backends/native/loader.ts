import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Addon } from './addon.ts';

/**
 * The C++ addon, or the reason why there is none. It is looked for where `npm run build:native` puts it, unless the
 * environment variable STRIDEGRAD_ADDON names another build.
 */
export function loadAddon(): Addon | Error {
  const built = fileURLToPath(new URL('../../../build/Release/stridegrad.node', import.meta.url));
  const path = process.env.STRIDEGRAD_ADDON || built;
  try {
    return createRequire(import.meta.url)(path) as Addon;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return new Error(
      code === 'MODULE_NOT_FOUND'
        ? `the C++ addon was not built: there is no ${path}. Build it with: npm run build:native ` +
            '(it needs a C++ compiler and cmake)'
        : `the C++ addon could not be loaded: ${message}`,
    );
  }
}
