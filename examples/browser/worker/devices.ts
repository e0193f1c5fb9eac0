import { describeDevicesAsync, device } from 'stridegrad';
import type { Device } from '../messages.ts';

/** What is to be known of these devices. 'auto' is among them: it tells which it takes. */
export async function describe(names: readonly string[]): Promise<Device[]> {
  const found = [...(await describeDevicesAsync()), await describeAuto()];
  return names.map(
    (name) => found.find((known) => known.name === name) ?? { name, available: false, detail: 'not known here' },
  );
}

async function describeAuto(): Promise<Device> {
  return { name: 'auto', available: true, detail: `takes ${await device('auto')} here` };
}
