import type { Adapter } from '../case.ts';

export const indexingAdapters: Readonly<Record<string, Adapter>> = {};
