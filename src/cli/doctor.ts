import { type DeviceReport, defaultBackend } from '../backends/choose.ts';
import { describeDevicesAsync, device } from '../backends/device.ts';

/** What `stridegrad doctor` finds. */
export interface DoctorReport {
  readonly devices: readonly DeviceReport[];
  /** The device that new tensors are made on. */
  readonly chosen: string;
  /** All of it as lines for a person, at most 80 columns where paths allow. */
  readonly text: string;
}

/** Looks at every device. @throws DeviceError if STRIDEGRAD_DEVICE names one that is not there. */
export async function doctor(): Promise<DoctorReport> {
  const devices = await describeDevicesAsync();
  const wanted = process.env.STRIDEGRAD_DEVICE || undefined;
  if (wanted?.startsWith('gpu')) await device(wanted);
  const chosen = defaultBackend().name;
  const lines = devices.map(
    ({ name, available, detail, isSoftware = false }) =>
      `  ${name.padEnd(14)} ${available ? (isSoftware ? 'software ' : 'available') : 'missing  '}  ${detail}`,
  );
  const why = wanted === undefined ? 'the fastest that can be read at once' : `STRIDEGRAD_DEVICE is ${wanted}`;
  const text = [
    'devices:',
    ...lines,
    `chosen: ${chosen} (${why})`,
    'gpu devices: await device(name) before their first use. software: a program plays',
    'the GPU, which is right and slow.',
    'float64 runs in TypeScript on every device; it is for gradient checks.',
  ].join('\n');
  return { devices, chosen, text };
}
