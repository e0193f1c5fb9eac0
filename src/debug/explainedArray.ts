import type { NdArray } from '../backends/storage.ts';
import { ExplainedArray, type Making } from '../explain/backend.ts';
import { explainDevice } from '../explain/device.ts';

/** How a tensor on device 'explain' was made. @throws TypeError if it is on another, or was given. */
export function makingOf(operation: string, tensor: NdArray): Making {
  const { making } = explainedArray(operation, tensor);
  if (making === undefined) throw new TypeError(`${operation}: the tensor was given, not computed`);
  return making;
}

/** The numbers of a tensor on device 'explain', and where they come from. @throws TypeError if it is on another. */
export function explainedArray(operation: string, { storage }: NdArray): ExplainedArray {
  const handle = storage.handleFor(operation);
  if (handle instanceof ExplainedArray) return handle;
  throw new TypeError(`${operation}: the tensor is not on device '${explainDevice}'`);
}
