import { breakAt } from '../backends/debugger.ts';
import type { RunRequest } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import type { Kernel } from '../kernels/kernel.ts';

/** Whether operations remember where they were called, and gradients are searched for NaN. */
export const anomaly = { detecting: false };

/**
 * Runs `body` (forward and backward of a training step, say) so that the first NaN in a gradient is an error that names
 * the operation whose backward made it and the line that called it. Slow, and every gradient is read: for debugging.
 *
 * If a debugger is attached it stops before the error is thrown, in the kernel that made the NaN, at that very element.
 */
export function detectAnomaly<Result>(body: () => Result): Result {
  const before = anomaly.detecting;
  anomaly.detecting = true;
  try {
    return body();
  } finally {
    anomaly.detecting = before;
  }
}

/** A run of a kernel during backward, so that it can be looked at when the numbers turn out to be wrong. */
export interface RememberedRun {
  readonly kernel: Kernel<never>;
  readonly inputs: readonly NdArray[];
  readonly request: RunRequest<object>;
  readonly output: NdArray;
}

/** Computes the first NaN that one of these runs made once more, under a breakpoint: where a debugger is attached it stops. */
export function showNaN(runs: readonly RememberedRun[]): void {
  for (const { kernel, inputs, request, output } of runs) {
    const x = output.storage.read().findIndex(Number.isNaN);
    if (x < 0) continue;
    const breakpoint = breakAt(kernel, x);
    const element = kernel.element as unknown as (...inputsThenScalars: unknown[]) => number;
    const position = { thread: { x }, constants: request.sizes };
    element.call(position, ...inputs.map(({ storage }) => storage.read()), ...(request.scalars ?? []));
    breakpoint.remove();
    return;
  }
}
