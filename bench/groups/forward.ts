import { groupOf } from './group.ts';

/** The tutorial's net in evaluation, without gradients; what it gives is read each time. */
export const forward = groupOf(
  'forward',
  'forward',
  [1, 4, 64, 256].map((batch) => ({ name: `batch ${batch}`, work: { kind: 'forward', batch } as const })),
);
