import { poolBytes } from './pool.ts';

/** What the numbers of all tensors take now. */
export interface MemoryUse {
  /** Storages that something still refers to, as far as the garbage collector has noticed. Views share one. */
  readonly liveStorages: number;
  /** Bytes in them. */
  readonly liveBytes: number;
  /** Bytes kept for the next run. */
  readonly poolBytes: number;
  /** Bytes on devices with a memory of their own, those kept for the next run included. */
  readonly deviceBytes: number;
}

/** Says how many bytes a device has. */
type Meter = () => number;

const meters = new Set<Meter>();

let tracking = false;
let liveStorages = 0;
let liveBytes = 0;

const collected = new FinalizationRegistry<number>((bytes) => forget(bytes));

/**
 * Memory in use by tensors. Counting costs a little at every operation, so it begins with the first call: storages made
 * before that are not counted.
 */
export function memory(): MemoryUse {
  tracking = true;
  let deviceBytes = 0;
  for (const meter of meters) deviceBytes += meter();
  return { liveStorages, liveBytes, poolBytes: poolBytes(), deviceBytes };
}

/** From now on the bytes of a device count. */
export function meterDevice(meter: Meter): void {
  meters.add(meter);
}

/** Counts a new storage, if anybody ever asked. `token` is what `forgetStorage` is called with. */
export function countStorage(token: object, bytes: number): void {
  if (!tracking) return;
  liveStorages++;
  liveBytes += bytes;
  collected.register(token, bytes, token);
}

/** A storage was released before the garbage collector found it. */
export function forgetStorage(token: object, bytes: number): void {
  if (tracking && collected.unregister(token)) forget(bytes);
}

function forget(bytes: number): void {
  liveStorages--;
  liveBytes -= bytes;
}
