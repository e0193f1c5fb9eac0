import type { Shape } from '../../shape/rowMajor.ts';
import { type AxisStep, axisNames, type ShapeRule } from './axis.ts';
import { regroupedAxes } from './others.ts';

/** A step for each of the last `count` axes of a shape, by their names. */
export function alongLastAxes(
  input: Shape,
  count: number,
  step: (name: string, size: number, axis: number) => AxisStep,
): AxisStep[] {
  const sizes = input.slice(-count);
  return axisNames(count).map((name, axis) => step(name, sizes[axis], axis));
}

/** The rule of a layer that leaves all axes but the last alone. */
export function lastAxesRule(input: Shape, axes: readonly AxisStep[]): ShapeRule {
  return { output: [...input.slice(0, -axes.length), ...axes.map(({ output }) => output)], axes, notes: [] };
}

/** The same numbers in another shape; says so if the first axis, which is the batch, is not what it was. */
export function regroupedRule(input: Shape, output: Shape): ShapeRule {
  const changed = input.length > 1 && output.length > 1 && input[0] !== output[0];
  return {
    output,
    axes: regroupedAxes(input, output),
    notes: changed ? [`the first axis, the batch as a rule, changes from ${input[0]} to ${output[0]}`] : [],
  };
}
