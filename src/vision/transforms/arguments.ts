import { ArgumentError } from '../../errors.ts';
import { type PaddingMode, paddingModes, type Surroundings } from './cut.ts';

/** One number for both sides, or [height, width]. */
export type Size = number | readonly [height: number, width: number];

/** One number for all sides, [left and right, top and bottom], or [left, top, right, bottom]: torchvision's order. */
export type Sides = number | readonly [number, number] | readonly [number, number, number, number];

/** @throws ArgumentError unless both numbers are positive integers. */
export function checkSize(operation: string, size: Size): [height: number, width: number] {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  if (![height, width].every((side) => Number.isInteger(side) && side > 0)) {
    throw new ArgumentError(operation, `size must be a positive integer or two of them, but is ${size}`);
  }
  return [height, width];
}

/** @throws ArgumentError unless all are integers of at least 0. */
export function checkSides(
  operation: string,
  sides: Sides,
): [left: number, top: number, right: number, bottom: number] {
  const [left, top, right = left, bottom = top] = typeof sides === 'number' ? [sides, sides] : sides;
  const all = [left, top, right, bottom] as [number, number, number, number];
  if (!all.every((side) => Number.isInteger(side) && side >= 0)) {
    throw new ArgumentError(operation, `padding must be integers of at least 0, but is ${sides}`);
  }
  return all;
}

/** @throws ArgumentError for a mode that does not exist. */
export function checkSurroundings(operation: string, fill = 0, paddingMode: PaddingMode = 'constant'): Surroundings {
  if (!paddingModes.includes(paddingMode)) {
    throw new ArgumentError(operation, `paddingMode '${paddingMode}' is none of ${paddingModes.join(', ')}`);
  }
  return { fill, paddingMode };
}

/** @throws ArgumentError unless 0 ≤ probability ≤ 1. */
export function checkProbability(operation: string, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArgumentError(operation, `the probability must lie between 0 and 1, but is ${probability}`);
  }
  return probability;
}

/** A boolean as Python writes it, for what PyTorch prints. */
export function pythonBoolean(value: boolean): string {
  return value ? 'True' : 'False';
}
