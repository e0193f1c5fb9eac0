// The worker: everything that computes. The page asks, this answers; see ../messages.ts.
import type { Report, Request } from '../messages.ts';
import { describe } from './devices.ts';
import { Pace } from './pace.ts';
import { checkFiles, loadPictures } from './sources.ts';
import { train } from './train.ts';

const post = (report: Report) => self.postMessage(report);
const pace = new Pace((phase) => post({ kind: 'phase', phase }));

/** What an error has to say. The name of its class tells nothing that its message does not. */
const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

self.addEventListener('message', async ({ data: request }: MessageEvent<Request>) => {
  try {
    switch (request.kind) {
      case 'devices':
        return post({ kind: 'devices', devices: await describe(request.names) });
      case 'check':
        return post({ kind: 'checked', ...(await checkFiles(request.files)) });
      case 'start':
        pace.begin();
        pace.enter('reading');
        return await train(request.settings, { pictures: await loadPictures(request.settings.source), pace, post });
      case 'pause':
        return pace.pause();
      case 'resume':
        return pace.resume();
    }
  } catch (error) {
    post({ kind: request.kind === 'check' ? 'refused' : 'failed', text: textOf(error) });
  }
});

// What nobody awaits, fails unseen: a device that is lost, say.
self.addEventListener('unhandledrejection', ({ reason }) => post({ kind: 'failed', text: textOf(reason) }));
