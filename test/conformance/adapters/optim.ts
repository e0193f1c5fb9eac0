import type { Adapter } from '../case.ts';

export const optimAdapters: Readonly<Record<string, Adapter>> = {};
