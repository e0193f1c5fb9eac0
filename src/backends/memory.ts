import { poolBytes } from './pool.ts';

/** What the numbers of all tensors take now. */
export interface MemoryUse {
  /** Storages that something still refers to, as far as the garbage collector has noticed. Views share one. */
  readonly liveStorages: number;
  /** Bytes in them. */
  readonly liveBytes: number;
  /** Bytes kept for the next run. */
  readonly poolBytes: number;
}

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
  return { liveStorages, liveBytes, poolBytes: poolBytes() };
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
