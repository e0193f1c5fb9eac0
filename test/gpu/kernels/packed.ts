import type { GpuRun } from '../../support/gpuRuns.ts';

// How runs of kernels travel to a page and back: JSON has neither NaN nor infinities, so numbers go as their bits.

/** A run whose numbers are packed. */
export interface PackedRun extends Omit<GpuRun, 'inputs' | 'scalars'> {
  readonly inputs: readonly string[];
  readonly scalars: string;
}

/** The bits of float32 numbers, as text. */
export function pack(numbers: Float32Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The numbers again. */
export function unpack(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
}

export function packRun(run: GpuRun): PackedRun {
  return { ...run, inputs: run.inputs.map(pack), scalars: pack(Float32Array.from(run.scalars)) };
}
