import type { Adapter } from '../case.ts';

export const moveAdapters: Readonly<Record<string, Adapter>> = {};
