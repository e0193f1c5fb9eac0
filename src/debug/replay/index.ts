export { type FrameTextOptions, frameText } from './frameText.ts';
export { type Frame, type FrameArray, type Phase, type PhaseRun, type Replay, replay } from './replay.ts';
