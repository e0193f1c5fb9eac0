import type { Adapter } from '../case.ts';

export const linalgAdapters: Readonly<Record<string, Adapter>> = {};
