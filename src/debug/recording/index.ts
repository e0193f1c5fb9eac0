export { parseRecording } from './parseRecording.ts';
export { type RecordOptions, recordStep, recordStepAsync } from './recordStep.ts';
export type * from './types.ts';
