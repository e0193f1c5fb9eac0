/** After this many bytes of device memory the garbage collector is told. */
const bytesEach = 32 * 2 ** 20;

/**
 * Lets the garbage collector feel what a device holds. It sees a handle of a few bytes, not the memory behind it, and
 * would let a loop fill the device before it looked. So for every 32 MiB on the device as much is allocated here and
 * dropped, untouched; and what it then finds needs a turn of the event loop to be given back.
 */
export class Pressure {
  readonly #isOffHeap: boolean;
  #bytes = 0;
  #wantsTurn = false;

  /** `isOffHeap`: the garbage collector does not see the memory itself. */
  constructor(isOffHeap: boolean) {
    this.#isOffHeap = isOffHeap;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < bytesEach) return;
    this.#bytes = 0;
    this.#wantsTurn = true;
    if (this.#isOffHeap) new ArrayBuffer(bytesEach);
  }

  /** A turn of the event loop, where one is due. */
  turn(): Promise<void> | undefined {
    if (!this.#wantsTurn) return undefined;
    this.#wantsTurn = false;
    return new Promise((resolve) => (globalThis.setImmediate ?? setTimeout)(resolve));
  }
}
