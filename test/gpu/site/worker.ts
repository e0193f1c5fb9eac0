import { train } from './train.ts';

// A module worker: it is sent a device's name, and answers with the losses of a training there.

self.onmessage = async ({ data }: MessageEvent<string>) => {
  try {
    self.postMessage({ losses: await train(data) });
  } catch (error) {
    self.postMessage({ problem: (error as Error).stack });
  }
};
