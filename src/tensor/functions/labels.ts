import type { Range } from '../../backends/storage.ts';
import { isFloating } from '../../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { batchChange } from '../../history/advice.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import { full } from '../create.ts';
import type { Tensor } from '../tensor.ts';
import { toDType } from './common.ts';
import { reshape } from './move.ts';

/** Logits [images, classes, …] with class labels [images, …]. */
export interface Labelled {
  readonly input: Tensor;
  /** int32. */
  readonly labels: Tensor;
  /** The smallest and the largest label; undefined where only the device knows. */
  readonly range: Range | undefined;
  /** One number per class; ones where the user gave none. */
  readonly weight: Tensor;
}

/**
 * Checks class labels against what they label. An input [classes] with a scalar label becomes a batch of one.
 *
 * @throws ShapeError, DTypeError for labels that are not int32 or uint8, ArgumentError for a label that is no class.
 */
export function labelled(
  operation: string,
  input: Tensor,
  target: Tensor,
  { weight, ignoreIndex }: { readonly weight: Tensor | undefined; readonly ignoreIndex: number },
): Labelled {
  if (target.dtype !== 'int32' && target.dtype !== 'uint8') {
    const advice = isFloating(target.dtype)
      ? `Use .to('int32'). (Probabilities would have the input's shape [${input.shape.join(', ')}].)`
      : "Use .to('int32').";
    throw new DTypeError(operation, `class indices must be int32 or uint8, but target is ${target.dtype}. ${advice}`);
  }
  const batch = batched(input);
  const classes = batch.shape[1];
  checkLabelShape(operation, input, target);
  checkLabels(operation, target, classes, ignoreIndex);
  const labels = reshape(toDType(target, 'int32'), withoutClasses(batch.shape));
  return { input: batch, labels, range: target.storage.range, weight: classWeights(operation, weight, batch) };
}

/** An input of one axis, [classes], as a batch of one row. */
export function batched(input: Tensor): Tensor {
  return input.ndim === 1 ? reshape(input, [1, input.shape[0]]) : input;
}

/** The ones that were needed last: training needs the same at every step. Nobody else sees them. */
let lastOnes: Tensor | undefined;

function equalWeights(classes: number, { dtype, device }: Tensor): Tensor {
  if (lastOnes?.numel !== classes || lastOnes.dtype !== dtype || lastOnes.device !== device) {
    lastOnes = full([classes], 1, { dtype, device });
  }
  return lastOnes;
}

/** The weights of the classes, in the input's dtype; ones where there are none. @throws ShapeError for another count. */
export function classWeights(operation: string, weight: Tensor | undefined, input: Tensor): Tensor {
  const classes = input.shape[1];
  if (weight === undefined) {
    return equalWeights(classes, input);
  }
  if (!sameShape(weight.shape, [classes])) {
    throw new ShapeError(operation, `weight must have one number for each of the ${classes} classes`, {
      weight: weight.shape,
      input: input.shape,
    });
  }
  return toDType(weight, input.dtype);
}

function withoutClasses(shape: Shape): Shape {
  return shape.filter((_, axis) => axis !== 1);
}

function checkLabelShape(operation: string, input: Tensor, target: Tensor): void {
  const shapes = { input: input.shape, target: target.shape };
  if (input.ndim === 0) {
    throw new ShapeError(operation, 'expects input [images, classes, …] or [classes]', shapes);
  }
  const expected = input.ndim === 1 ? [] : withoutClasses(input.shape);
  if (sameShape(target.shape, expected)) return;
  if (input.ndim > 1 && target.ndim > 0 && input.shape[0] !== target.shape[0]) {
    const change =
      batchChange([input.shape, target.shape]) ??
      'did view([-1, …]) or reshape change the batch? Its other sizes must multiply to the elements of one image; ' +
        'flatten(1) cannot get that wrong';
    const problem = `input has ${input.shape[0]} images but target labels ${target.shape[0]}: ${change}`;
    throw new ShapeError(operation, problem, shapes);
  }
  if (sameShape(target.shape, input.shape)) {
    throw new ShapeError(
      operation,
      `class indices have the shape [${expected.join(', ')}]. Rows of one 1 among zeros: use argmax(1). Probabilities, ` +
        "which have the input's shape, must be floating: use .to('float32')",
      shapes,
    );
  }
  const rule = `target must be [${expected.join(', ')}], the input without its classes`;
  throw new ShapeError(operation, rule + labelAdvice(input.shape, target.shape), shapes);
}

/** What makes labels of a target that has one axis of size 1 too many, or one input that is no batch. */
function labelAdvice(input: Shape, target: Shape): string {
  if (input.length > 1 && target.length === input.length && target[1] === 1) return ': use target.squeeze(1)';
  if (input.length === 1 && target.length === 1 && target[0] === 1) {
    return `. A batch of one would be [1, ${input[0]}]: use input.unsqueeze(0)`;
  }
  const last = input.length - 1;
  // Other frameworks, and rows of text, have the classes at the end.
  const atEnd = last > 1 && sameShape(target, input.slice(0, last));
  return atEnd ? `: if the classes are the last axis, use input.movedim(-1, 1)` : '';
}

/** @throws ArgumentError for a label outside 0 … classes − 1, where labels are known without waiting. */
function checkLabels(operation: string, { storage }: Tensor, classes: number, ignoreIndex: number): void {
  const { range } = storage;
  if (range === undefined || (range.min >= 0 && range.max < classes)) return;
  const isBad = (label: number) => label !== ignoreIndex && (label < 0 || label >= classes);
  // Where only the smallest and largest label are known, one of them may be what is ignored.
  const labels = storage.backend.mustAwait ? [range.min, range.max].filter(Number.isFinite) : storage.read();
  const place = labels.findIndex(isBad);
  if (place >= 0) {
    const which = storage.backend.mustAwait ? 'target' : `target element ${place}`;
    const last = classes - 1;
    throw new ArgumentError(
      operation,
      `${which} is ${labels[place]}, but with ${classes} classes labels are 0 … ${last}` +
        `${ignoreIndex >= 0 ? ` or ${ignoreIndex}, which is ignored` : ''}`,
    );
  }
}
