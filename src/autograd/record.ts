import { type Run, run } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { isFloating } from '../dtype.ts';
import { anomaly } from './anomaly.ts';
import { isGradEnabled } from './gradMode.ts';
import type { GraphNode, SavedArrays } from './node.ts';
import { observation } from './observer.ts';
import type { Operation, Saved } from './operation.ts';

/** What the tape knows of an operation's input: its numbers, and its place in the graph if it wants a gradient. */
export interface Recorded {
  readonly array: NdArray;
  readonly node: GraphNode | undefined;
}

let steps = 0;

/** Runs an operation forward, and writes it on the tape if any input wants a gradient. */
export function record<Params, Kept extends Saved>(
  operation: Operation<Params, Kept>,
  inputs: readonly NdArray[],
  nodes: readonly (GraphNode | undefined)[],
  params: Params,
): Recorded {
  const created: NdArray[] = [];
  const { output, saved } = operation.forward(collecting(created), inputs, params);
  const { backward } = operation;
  // Integers move in steps: there is no slope to send back.
  const isOfInterest = isGradEnabled() && isFloating(output.storage.dtype);
  if (backward === undefined || !isOfInterest || nodes.every((node) => node === undefined)) {
    releaseAll(created, [output]);
    observation.current?.operationRan?.({ operation: operation.name, inputs, nodes, params, output, node: undefined });
    return { array: output, node: undefined };
  }

  const kept = Object.values(saved);
  releaseAll(created, [output, ...kept]);
  const inputForms = inputs.map(({ shape, storage }) => ({ shape, dtype: storage.dtype }));
  const wants = nodes.map((node) => node !== undefined);
  const node: GraphNode = {
    step: ++steps,
    operation: operation.name,
    output: { shape: output.shape, dtype: output.storage.dtype },
    inputs: nodes,
    inputForms,
    saved: {
      arrays: saved,
      kept,
      versions: kept.map(({ storage }) => storage.version),
      unseen: kept.filter((array) => isAmong(array, created) && array.storage !== output.storage),
    },
    sendBack: (runBackward, gradOutput, { arrays }: SavedArrays) =>
      backward.call(operation, runBackward, { gradOutput, inputs: inputForms, params, saved: arrays as Kept, wants }),
    grad: undefined,
    retainsGrad: false,
    hooks: [],
    label: undefined,
    calledFrom: anomaly.detecting ? new Error().stack : undefined,
  };
  observation.current?.operationRan?.({ operation: operation.name, inputs, nodes, params, output, node });
  return { array: output, node };
}

/** A `run` that writes down what it made. */
export function collecting(created: NdArray[]): Run {
  return (kernel, inputs, request) => {
    const output = run(kernel, inputs, request);
    created.push(output);
    return output;
  };
}

function isAmong(array: NdArray, others: readonly NdArray[]): boolean {
  return others.some(({ storage }) => storage === array.storage);
}

function releaseAll(created: readonly NdArray[], keep: readonly NdArray[]): void {
  for (const array of created) {
    if (!isAmong(array, keep)) array.storage.release();
  }
}
