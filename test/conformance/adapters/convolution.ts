import type { Adapter } from '../case.ts';

export const convolutionAdapters: Readonly<Record<string, Adapter>> = {};
