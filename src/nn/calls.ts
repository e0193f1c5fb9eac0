import { ShapeError } from '../errors.ts';
import { type Call, shapesIn } from '../history/calls.ts';
import { type Caller, noteCall } from '../history/steps.ts';
import { Tensor } from '../tensor/tensor.ts';

/** Notes for later messages what the call of a module has given, and gives it. */
export function noted<Output>(caller: WeakRef<Caller>, call: Call, output: Output): Output {
  if (output instanceof Tensor) {
    const { first, inputs } = call;
    const [only] = inputs;
    // Nearly every call has one tensor, and every call pays for this.
    const sources = inputs.length === 1 && only instanceof Tensor ? [only.shape] : shapesIn(inputs);
    noteCall(caller, first, sources, output.shape);
  } else if (output instanceof Promise) {
    return awaited(caller, call, output) as Output;
  } else if (Array.isArray(output)) {
    for (const shape of shapesIn(output)) noteCall(caller, call.first, shapesIn(call.inputs), shape);
  }
  return output;
}

/** After its first `await` an async call is no longer among those that run, so it tells an error itself where it is. */
async function awaited(caller: WeakRef<Caller>, call: Call, output: Promise<unknown>): Promise<unknown> {
  try {
    return noted(caller, call, await output);
  } catch (error) {
    if (error instanceof ShapeError) error.leave(call);
    throw error;
  }
}
