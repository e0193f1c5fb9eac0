import { F } from 'stridegrad';
import type { Adapter } from '../case.ts';

export const activationAdapters: Readonly<Record<string, Adapter>> = {
  relu: ({ named: { input } }) => [F.relu(input)],
};
