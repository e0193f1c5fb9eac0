import type { Mode } from '../../../src/backends/gpu/driver.ts';
import { openGpu } from '../../../src/backends/gpu/open.ts';
import { computeOn } from '../../support/gpuRuns.ts';
import { type PackedRun, pack, unpack } from './packed.ts';

/** The outputs of many runs of kernels, computed in this page. */
export async function compute(mode: Mode, runs: readonly PackedRun[]): Promise<string[]> {
  const unpacked = runs.map((run) => ({ ...run, inputs: run.inputs.map(unpack), scalars: [...unpack(run.scalars)] }));
  return (await computeOn(await openGpu(mode), unpacked)).map(pack);
}
