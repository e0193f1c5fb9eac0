import type { Adapter } from '../case.ts';

export const networkAdapters: Readonly<Record<string, Adapter>> = {};
