import { describeDevices, device } from 'stridegrad';
import type { Report } from '../messages.ts';

/** Tries every device, and reports what it is or why it is not to be had. */
export async function reportDevices(names: readonly string[], post: (report: Report) => void): Promise<void> {
  for (const name of names) {
    try {
      const ready = await device(name);
      const detail = describeDevices().find((known) => known.name === ready)?.detail ?? '';
      post({ kind: 'device', name, available: true, detail: ready === name ? detail : `takes ${ready} here` });
    } catch (error) {
      post({ kind: 'device', name, available: false, detail: error instanceof Error ? error.message : String(error) });
    }
  }
}
