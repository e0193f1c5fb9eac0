import type { Adapter } from '../case.ts';

export const lossAdapters: Readonly<Record<string, Adapter>> = {};
