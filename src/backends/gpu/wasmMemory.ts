// Every kernel of gpu.js's mode webasm makes a WebAssembly.Memory of its own. V8 sets 8 GB of addresses aside for each,
// and a page of Chromium has addresses for about a hundred of them: a net with more kernels would end there.

/** How large a memory is and may become, in pages of 64 KB. */
export interface MemorySize {
  readonly initial: number;
  readonly maximum: number;
  readonly shared?: boolean;
}

/** The part of the global `WebAssembly` that makes memories. */
export const memories = (
  globalThis as unknown as { readonly WebAssembly: { Memory: new (size: MemorySize) => object } }
).WebAssembly;

/** What gpu.js gives as the largest size of nearly every memory; a kernel that needs more gets its own. */
const usualLimit = 4096;

/** Memories by their size, a power of two. */
const shared = new Map<number, object>();

/**
 * Runs a kernel of mode webasm, which makes its memory when it runs first: here it gets one that it shares with others.
 * That is safe because a run is done when it returns: it writes its inputs, computes, and copies its output.
 */
export function inSharedMemory<Result>(run: () => Result): Result {
  const own = memories.Memory;
  function Memory(size: MemorySize): object {
    if (size.shared || size.maximum !== usualLimit || size.initial > usualLimit) return new own(size);
    const initial = 2 ** Math.ceil(Math.log2(size.initial));
    const memory = shared.get(initial) ?? new own({ initial, maximum: usualLimit });
    shared.set(initial, memory);
    return memory;
  }
  memories.Memory = Memory as unknown as typeof own;
  try {
    return run();
  } finally {
    memories.Memory = own;
  }
}
