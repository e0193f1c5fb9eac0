import { isGradEnabled, noGrad } from '../../autograd/gradMode.ts';
import { runInto } from '../../backends/run.ts';
import type { NumberArray } from '../../dtype.ts';
import { GraphError, ShapeError } from '../../errors.ts';
import { copy } from '../../kernels/pointwise/copy.ts';
import { checkOptions } from '../../options.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import type { Index } from '../indexing.ts';
import { Tensor } from '../tensor.ts';
import { maskedFill } from './choice.ts';
import { asContent, expandTo, type Operand } from './common.ts';
import { readNow } from './hostRead.ts';
import { type IndexPlan, planIndices } from './indexPlan.ts';
import { addThrough, putThrough, type Step, stepsOf, takeThrough } from './indexSteps.ts';
import { reshape } from './move.ts';
import { isEverything } from './pieces.ts';

/**
 * Part of a tensor, as Python's `x[…]` takes it; always a copy. The gradient goes back to where it was read, summed
 * where that happened more than once.
 *
 *   x.get(0)                          the first slice; x.get(-1) the last
 *   x.get(slice(1, null), ellipsis)   x[1:, ...]
 *   x.get(newaxis)                    x[None]: a new axis of size 1
 *   x.get([0, 2, 2])                  slices 0, 2 and 2; so does an int32 tensor, of any shape
 *   x.get([0, 1], [2, 0])             the elements (0, 2) and (1, 0): index tensors are broadcast to each other
 *   x.get(mask)                       the elements where a bool tensor is true
 *
 * As in PyTorch, the axes of index tensors that are not neighbours come in front.
 *
 * @throws ShapeError, ArgumentError, DTypeError. DeviceError for a mask where reads must be awaited: use `getAsync`.
 */
export function get(input: Tensor, ...indices: Index[]): Tensor {
  return takeThrough(stepsOf(input, planIndices('get', input, indices), readMask('get', 'getAsync')), input);
}

/** `get`, on every device. */
export async function getAsync(input: Tensor, ...indices: Index[]): Promise<Tensor> {
  const plan = planIndices('getAsync', input, indices);
  return takeThrough(stepsOf(input, plan, await awaitedMasks(plan)), input);
}

/**
 * Writes `value` into the part of the tensor that `get` would take, in place: views see it. Where several indices name
 * one element, the last one stays. Not recorded: for values that need a gradient there is `indexPut`.
 *
 * @param value a number, or a tensor that is broadcast to the part and takes the tensor's dtype.
 * @throws GraphError outside `noGrad` if the tensor or the value requires a gradient. ShapeError, ArgumentError,
 *   DTypeError; DeviceError for a mask where reads must be awaited: use `setAsync`.
 */
export function set(input: Tensor, indices: readonly Index[], value: Operand): Tensor {
  checkUnrecorded('set', input, value);
  const plan = planIndices('set', input, indices);
  return overwrite(input, () => replaced(input, plan, value, readMask('set', 'setAsync')));
}

/** `set`, on every device. */
export async function setAsync(input: Tensor, indices: readonly Index[], value: Operand): Promise<Tensor> {
  checkUnrecorded('setAsync', input, value);
  const plan = planIndices('setAsync', input, indices);
  const read = await awaitedMasks(plan);
  return overwrite(input, () => replaced(input, plan, value, read));
}

/**
 * A new tensor: the input with the part that `get` would take replaced by `values`. Gradients go to both.
 *
 * @param options `accumulate` adds the values to what is there, several times where an element is named several times.
 */
export function indexPut(
  input: Tensor,
  indices: readonly Index[],
  values: Operand,
  options: { readonly accumulate?: boolean } = {},
): Tensor {
  checkOptions('indexPut', options, ['accumulate']);
  const plan = planIndices('indexPut', input, indices);
  const read = readMask('indexPut', 'setAsync, in place');
  if (!options.accumulate) return replaced(input, plan, values, read);
  const steps = stepsOf(input, plan, read);
  return addThrough(steps, input, fitted(plan.operation, input, steps, values));
}

/** The input with what the plan takes replaced by a value. */
function replaced(input: Tensor, plan: IndexPlan, value: Operand, read: ReadMask): Tensor {
  const mask = onlyMask(input, plan);
  if (mask !== undefined && (typeof value === 'number' || value.numel === 1)) {
    // One number wherever a mask is true: no need to know where that is.
    return maskedFill(input, mask, reshape(asContent(plan.operation, value, input), []));
  }
  const steps = stepsOf(input, plan, read);
  return putThrough(steps, input, fitted(plan.operation, input, steps, value));
}

/** The mask, broadcastable to the input, if the plan is one mask and nothing else. */
function onlyMask(input: Tensor, { shape, cuts, tensors }: IndexPlan): Tensor | undefined {
  const [first, ...others] = tensors;
  if (first?.index.dtype !== 'bool' || others.length > 0) return undefined;
  if (!sameShape(shape, input.shape) || !isEverything(cuts, input.shape)) return undefined;
  const { axis, index } = first;
  return reshape(index, [...index.shape, ...input.shape.slice(axis + index.ndim).map(() => 1)]);
}

/** Puts what `compute` makes of a tensor into its place. */
function overwrite(input: Tensor, compute: () => Tensor): Tensor {
  runInto(copy, [noGrad(compute)], input, { sizes: {} });
  return input;
}

/** The value in the dtype of the input and the shape of what the steps take. @throws ShapeError */
function fitted(operation: string, input: Tensor, steps: readonly Step[], value: Operand): Tensor {
  const shape = steps.at(-1)?.shape ?? input.shape;
  const given = asContent(operation, value, input);
  let { shape: own } = given;
  while (own.length > shape.length && own[0] === 1) own = own.slice(1);
  if (!broadcastsTo(own, shape)) {
    throw new ShapeError(operation, 'the value does not broadcast to the part it is written to', {
      value: given.shape,
      part: shape,
    });
  }
  return expandTo(reshape(given, own), shape);
}

function broadcastsTo(own: Shape, shape: Shape): boolean {
  const added = shape.length - own.length;
  return added >= 0 && own.every((size, axis) => size === 1 || size === shape[axis + added]);
}

function checkUnrecorded(operation: string, input: Tensor, value: Operand): void {
  const culprit = input.requiresGrad ? 'the tensor' : value instanceof Tensor && value.requiresGrad ? 'the value' : '';
  if (isGradEnabled() && culprit !== '') {
    throw new GraphError(
      `${operation}: ${culprit} requires a gradient, and writing in place is not recorded. Write inside noGrad(), or ` +
        'use indexPut(…), which gives a new tensor.',
    );
  }
}

type ReadMask = (mask: Tensor) => NumberArray;

function readMask(operation: string, awaited: string): ReadMask {
  return (mask) => readNow(`${operation} with a mask`, mask, `use ${awaited}`);
}

async function awaitedMasks({ tensors }: IndexPlan): Promise<ReadMask> {
  const numbers = new Map<Tensor, NumberArray>();
  for (const { index } of tensors) {
    if (index.dtype === 'bool') numbers.set(index, await index.storage.readAsync());
  }
  return (mask) => numbers.get(mask) ?? mask.storage.read();
}
