import type { Addon } from './loader.ts';

/** Where there is no Node there is no addon. */
export function loadAddon(): Addon | Error {
  return new Error('native code needs Node');
}
