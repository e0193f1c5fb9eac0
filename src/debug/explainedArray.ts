import type { NdArray } from '../backends/storage.ts';
import { ExplainedArray } from '../explain/backend.ts';
import { explainDevice } from '../explain/device.ts';

/** The numbers of a tensor on device 'explain', and where they come from. @throws TypeError if it is on another. */
export function explainedArray(operation: string, { storage }: NdArray): ExplainedArray {
  const handle = storage.handleFor(operation);
  if (handle instanceof ExplainedArray) return handle;
  throw new TypeError(`${operation}: the tensor is not on device '${explainDevice}'`);
}
