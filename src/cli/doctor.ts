import { type DeviceReport, defaultBackend, describeDevices } from '../backends/choose.ts';

/** What `stridegrad doctor` finds. */
export interface DoctorReport {
  readonly devices: readonly DeviceReport[];
  /** The device that new tensors are made on. */
  readonly chosen: string;
  /** All of it as lines for a person, at most 80 columns where paths allow. */
  readonly text: string;
}

/** Looks at every device. @throws DeviceError if STRIDEGRAD_DEVICE names one that is not there. */
export function doctor(): DoctorReport {
  const devices = describeDevices();
  const chosen = defaultBackend().name;
  const wanted = process.env.STRIDEGRAD_DEVICE;
  const lines = devices.map(
    ({ name, available, detail }) => `  ${name.padEnd(10)} ${available ? 'available' : 'missing  '}  ${detail}`,
  );
  const why = wanted === undefined ? 'the fastest there is' : `STRIDEGRAD_DEVICE is ${wanted}`;
  const text = [
    'devices:',
    ...lines,
    `chosen: ${chosen} (${why})`,
    'float64 runs in TypeScript on every device; it is for gradient checks.',
  ].join('\n');
  return { devices, chosen, text };
}
