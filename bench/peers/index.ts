import type { Contestant } from '../contestants.ts';
import { jax } from './jax.ts';
import { onnxruntime } from './onnxruntime.ts';
import { pytorch } from './pytorch.ts';
import { tfjs } from './tfjs.ts';

/** Everybody we compare with. A quick run asks them for less. */
export function allPeers(quick: boolean): Contestant[] {
  return [pytorch(quick), jax, onnxruntime, tfjs];
}
