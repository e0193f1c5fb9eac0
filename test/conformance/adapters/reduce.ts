import type { Adapter } from '../case.ts';

export const reduceAdapters: Readonly<Record<string, Adapter>> = {};
