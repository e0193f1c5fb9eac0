import type { Operation } from '../autograd/operation.ts';
import type { Origin } from '../autograd/origin.ts';
import { run } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { ArgumentError, GraphError } from '../errors.ts';
import { adaptiveMaxPool2dIndices } from '../ops/window/adaptiveMaxPool2d.ts';
import type { AdaptivePoolParams } from '../ops/window/adaptivePoolGeometry.ts';
import { elementCount } from '../shape/rowMajor.ts';
import { broughtHere, ExplainedArray, explainBackend } from './backend.ts';
import { explainDevice } from './device.ts';
import { renamed, transposedNaming } from './naming.ts';
import type { Step } from './step.ts';
import { inspected } from './text/inspected.ts';
import { elementAt, Trace } from './trace.ts';

/** A tensor, as far as an explanation looks at it. */
export interface Explainable extends NdArray {
  readonly origin?: Origin | undefined;
}

/**
 * Where one number of a tensor comes from: what its window covered, every product, the sum. It is the kernel itself
 * that runs once more, for this one element, on arrays that write down what it reads.
 *
 *     const y = F.conv2d(x, weight, bias);
 *     console.log(explain(y, [0, 0, 1, 2]).formula);   // 1·0.5 + 2·(−1) + … = 3.5
 *
 * A tensor remembers the operation that made it, and its inputs while they are small. On device 'explain'
 * (`x.to('explain')`, `net.to('explain')`) everything is remembered: gradients and updated weights can be asked too.
 *
 * @param index coordinates, or the number in row-major order; may be left out for a tensor of one element.
 * @throws ArgumentError for an element that is not there. GraphError if nothing is known of the tensor: it was given, or
 *   its inputs were too large to be remembered, or changed in place since. DeviceError where reading must be awaited.
 */
export function explain(output: Explainable, index: number | readonly number[] = 0): Step {
  if (!Array.isArray(output?.shape) || output.storage === undefined) {
    throw new ArgumentError('explain', `asks a tensor where its numbers come from, but this is ${String(output)}`);
  }
  const flat = elementAt('explain', index, output.shape);
  const origin = output.origin?.ofNumbers ?? output.origin;
  const array = madeHere(output) ?? madeAgain(origin, output);
  const step = new Trace(array, output.shape).at(flat);
  if (origin?.operation.name !== 'convTranspose2d') return step;
  return inspected(renamed(step, transposedNaming(step.operation.endsWith('1d') ? '1d' : '2d')));
}

/** An operation's output anew. Winners of a pooling that were found by another operation are found here. */
function forwardAgain(operation: Operation<unknown>, [input, ...others]: NdArray[], params: unknown): NdArray {
  const again: Partial<Record<string, () => NdArray[]>> = {
    maxPool2d: () => [input],
    adaptiveMaxPool2d: () => [
      input,
      adaptiveMaxPool2dIndices.forward(run, [input], params as AdaptivePoolParams).output,
    ],
  };
  return operation.forward(run, again[operation.name]?.() ?? [input, ...others], params).output;
}

/** The array of a tensor on device 'explain', if an operation made it. */
function madeHere({ storage }: Explainable): ExplainedArray | undefined {
  const handle = storage.backend === explainBackend ? storage.handleFor('explain') : undefined;
  return handle instanceof ExplainedArray && handle.making !== undefined ? handle : undefined;
}

/** Runs the operation that made a tensor once more, where everything is remembered. */
function madeAgain(origin: Origin | undefined, output: Explainable): ExplainedArray {
  const made = computedAgain(origin, output);
  const handle = made.storage.handleFor('explain');
  if (!(handle instanceof ExplainedArray) || handle.making === undefined) {
    const tensor = `the tensor [${output.shape.join(', ')}]`;
    throw new GraphError(`explain: ${tensor} has the very numbers of what it was made of; explain that one`);
  }
  return handle;
}

function computedAgain(origin: Origin | undefined, { shape, storage }: NdArray): NdArray {
  const tensor = `the tensor [${shape.join(', ')}]`;
  if (origin === undefined) {
    throw new GraphError(
      `explain: ${tensor} was given, not computed: no operation made it. Gradients and changed weights remember where ` +
        `they come from on device '${explainDevice}': net.to('${explainDevice}'), x.to('${explainDevice}').`,
    );
  }
  const { operation, params, shapes, inputs, versions } = origin;
  if (inputs === undefined) {
    const counts = shapes.map(elementCount);
    const numbers = counts.reduce((sum, count) => sum + count, 0);
    throw new GraphError(
      `explain: the inputs of ${operation.name} have ${counts.join(' + ')} = ${numbers} numbers, too many to be ` +
        `remembered by ${tensor}. Move them to device '${explainDevice}' first: x.to('${explainDevice}').`,
    );
  }
  const changed = inputs.findIndex((input, i) => input.storage.version !== versions[i]);
  if (changed >= 0) {
    throw new GraphError(
      `explain: input ${changed} [${shapes[changed].join(', ')}] of ${operation.name} was changed in place after ` +
        `${tensor} was made of it (version ${inputs[changed].storage.version}, then ${versions[changed]}). Explain ` +
        `before the change (an optimizer step, say), or on device '${explainDevice}'.`,
    );
  }
  if (storage.version !== origin.madeVersion) {
    throw new GraphError(
      `explain: ${tensor} was changed in place after ${operation.name} made it (version ${storage.version}, then ` +
        `${origin.madeVersion}): that is not where its numbers come from. Explain before the change, or on device ` +
        `'${explainDevice}'.`,
    );
  }
  const here = inputs.map((input, i) => {
    const part = origin.parts?.[i];
    if (part === undefined) return broughtHere('explain', input);
    return { shape: input.shape, storage: computedAgain(part, input).storage };
  });
  return forwardAgain(operation, here, params);
}
