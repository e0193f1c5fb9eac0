import type { Adapter } from '../case.ts';

export const pointwiseAdapters: Readonly<Record<string, Adapter>> = {};
