import type { MakeCheck } from '../check.ts';

/**
 * Looks for training loops over the loader that end before its last batch: the `break` that a tutorial left in. Whoever
 * only looks at a batch trains no step meanwhile; whoever has trained whole epochs knows what comes after.
 */
export const leftEarly: MakeCheck = (watched) => {
  let stepsBefore = watched.steps;
  let wholeEpochs = 0;

  return {
    ids: ['loader-left-early'],
    epochEnded({ batches, of }) {
      const steps = watched.steps - stepsBefore;
      stepsBefore = watched.steps;
      if (batches === of) {
        wholeEpochs++;
      } else if (wholeEpochs === 0 && steps > 0 && steps <= batches) {
        watched.warn('loader-left-early', `The loop over the loader was left after batch ${batches} of ${of}.`);
      }
    },
  };
};
