import type { Addon } from './addon.ts';

/** Where there is no Node there is no addon: the error says so. */
export function loadAddon(): Addon | Error {
  return new Error('C++ kernels need Node.js, and this is a browser (or another runtime without Node addons)');
}
