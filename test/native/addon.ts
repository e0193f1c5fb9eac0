import test from 'tape';
import type { Addon } from '../../src/backends/native/addon.ts';
import { loadAddon } from '../../src/backends/native/loader.ts';

const loaded = loadAddon();

/** The addon, for tests that are registered by `withAddon` only. */
export const addon = loaded as Addon;

/** Registers a test of the C++ addon; where it was not built, one that says so is skipped in its place. */
export function withAddon(name: string, body: (t: test.Test) => void | Promise<void>): void {
  if (loaded instanceof Error) {
    test.skip(`${name} (${loaded.message})`, () => {});
  } else {
    test(name, body);
  }
}
