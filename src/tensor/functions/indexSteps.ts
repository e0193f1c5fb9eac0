import type { NumberArray } from '../../dtype.ts';
import { flatIndex } from '../../ops/index/flatIndex.ts';
import { indexCopy } from '../../ops/index/indexCopy.ts';
import { indexAdd, indexSelect } from '../../ops/index/indexSelect.ts';
import { cut } from '../../ops/move/cut.ts';
import { permute } from '../../ops/move/permute.ts';
import { elementCount, rowMajorStrides, type Shape, sameShape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { broadcastShape } from './arguments.ts';
import { expandTo } from './common.ts';
import type { IndexPlan, TensorIndex } from './indexPlan.ts';
import { indexTensor } from './indices.ts';
import { reshape } from './move.ts';
import { isEverything, replacePiece } from './pieces.ts';
import { add } from './pointwise.ts';

/**
 * One step of indexing, in both directions: `take` a part of a tensor, and `put` another part in its place. Reading
 * takes step after step; writing puts on the way back.
 */
export interface Step {
  /** Of what is taken. */
  readonly shape: Shape;
  take(input: Tensor): Tensor;
  put(input: Tensor, part: Tensor): Tensor;
  /** `put` that adds. Only where an element can be taken more than once. */
  add?(input: Tensor, part: Tensor): Tensor;
}

/** The steps of a plan. @param read gives a mask's numbers. */
export function stepsOf(input: Tensor, plan: IndexPlan, read: (mask: Tensor) => NumberArray): Step[] {
  const { operation, cuts, shape } = plan;
  const steps: Step[] = [];
  const cutShape = cuts.map(({ size }) => size);
  // Indexing copies: where nothing else does, the whole is cut out.
  if (plan.tensors.length === 0 || !isEverything(cuts, input.shape)) {
    steps.push({
      shape: cutShape,
      take: (whole) => apply(cut, [whole], { cuts }),
      put: (whole, part) => replacePiece(whole, cuts, part),
    });
  }
  if (!sameShape(cutShape, shape)) steps.push(reshaped(cutShape, shape));
  const tensors = plan.tensors.flatMap((index) => placesOf(index, input, read));
  return [...steps, ...tensorSteps(operation, shape, tensors)];
}

/** The same numbers in another shape. */
function reshaped(from: Shape, to: Shape): Step {
  return { shape: to, take: (input) => reshape(input, to), put: (_, part) => reshape(part, from) };
}

/** A mask as index tensors, one for every axis it covers; an integer tensor as it is. */
function placesOf({ axis, index }: TensorIndex, input: Tensor, read: (mask: Tensor) => NumberArray): TensorIndex[] {
  if (index.dtype !== 'bool') return [{ axis, index }];
  const places: number[] = [];
  read(index).forEach((value: number, place: number) => {
    if (value !== 0) places.push(place);
  });
  const shape = index.ndim === 0 ? [1] : index.shape;
  return rowMajorStrides(shape).map((stride, k) => {
    const along = places.map((place) => Math.floor(place / stride) % shape[k]);
    return { axis: axis + k, index: indexTensor(along, [places.length], input) };
  });
}

/**
 * The steps of picking with integer tensors. A scalar picks one place, as a number does, and its axis disappears. The
 * others are broadcast to each other and pick together: their axes become the axes of the common shape, there where
 * they were if they are neighbours, else in front.
 */
function tensorSteps(operation: string, before: Shape, tensors: readonly TensorIndex[]): Step[] {
  const steps: Step[] = [];
  let shape = before;
  const scalars = tensors.filter(({ index }) => index.ndim === 0);
  for (const { axis, index } of [...scalars].reverse()) {
    const picked = pickedTogether(operation, shape, axis, [reshape(index, [1])]);
    shape = shape.filter((_, other) => other !== axis);
    steps.push(picked, reshaped(picked.shape, shape));
  }
  const vectors = tensors.filter(({ index }) => index.ndim > 0);
  if (vectors.length === 0) return steps;
  const axes = vectors.map(({ axis }) => axis - scalars.filter((scalar) => scalar.axis < axis).length);
  const areNeighbours = axes.every((axis, k) => axis === axes[0] + k);
  if (!areNeighbours) {
    const moved = toTheFront(shape, axes);
    shape = moved.shape;
    steps.push(moved);
  }
  steps.push(
    pickedTogether(
      operation,
      shape,
      areNeighbours ? axes[0] : 0,
      vectors.map(({ index }) => index),
    ),
  );
  return steps;
}

/** The named axes moved to the front. */
function toTheFront(shape: Shape, axes: readonly number[]): Step {
  const dims = [...axes, ...shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))];
  const inverse = dims.map((_, axis) => dims.indexOf(axis));
  return {
    shape: dims.map((axis) => shape[axis]),
    take: (input) => apply(permute, [input], { dims }),
    put: (_, part) => apply(permute, [part], { dims: inverse }),
  };
}

/** Elements picked along neighbouring axes from `first` on, by an index tensor for each: along one flat axis, really. */
function pickedTogether(operation: string, shape: Shape, first: number, indices: readonly Tensor[]): Step {
  const sizes = shape.slice(first, first + indices.length);
  const before = shape.slice(0, first);
  const after = shape.slice(first + indices.length);
  const named = indices.map((index, k) => [`index of axis ${first + k}`, index.shape]);
  const common = broadcastShape(operation, Object.fromEntries(named));
  const flat = reshape(
    apply(
      flatIndex,
      indices.map((index) => expandTo(index, common)),
      { sizes },
    ),
    [elementCount(common)],
  );
  const rows = [elementCount(before), elementCount(sizes), elementCount(after)];
  const partRows = [rows[0], flat.numel, rows[2]];
  const asRows = (part: Tensor) => reshape(part, partRows);
  const result = [...before, ...common, ...after];
  return {
    shape: result,
    take: (input) => reshape(apply(indexSelect, [reshape(input, rows), flat], { axis: 1 }), result),
    put: (input, part) => reshape(apply(indexCopy, [reshape(input, rows), asRows(part), flat], { axis: 1 }), shape),
    add: (input, part) => add(input, reshape(apply(indexAdd, [asRows(part), flat], { axis: 1, size: rows[1] }), shape)),
  };
}

/** What the steps take of a tensor. */
export function takeThrough(steps: readonly Step[], input: Tensor): Tensor {
  return steps.reduce((part, step) => step.take(part), input);
}

/** The tensor with another part in the place of what the steps take. */
export function putThrough(steps: readonly Step[], input: Tensor, part: Tensor): Tensor {
  const [step, ...rest] = steps;
  if (step === undefined) return part;
  return step.put(input, rest.length === 0 ? part : putThrough(rest, step.take(input), part));
}

/** The tensor with a part added to what the steps take, as often as they take it. */
export function addThrough(steps: readonly Step[], input: Tensor, part: Tensor): Tensor {
  const [step, ...rest] = steps;
  if (step === undefined) return add(input, part);
  if (rest.length === 0 && step.add !== undefined) return step.add(input, part);
  return step.put(input, addThrough(rest, step.take(input), part));
}
