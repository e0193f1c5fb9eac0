/** Whether operations remember where they were called, and gradients are searched for NaN. */
export const anomaly = { detecting: false };

/**
 * Runs `body` (forward and backward of a training step, say) so that the first NaN in a gradient is an error that names
 * the operation whose backward made it and the line that called it. Slow, and every gradient is read: for debugging.
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
