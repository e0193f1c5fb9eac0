import { ShapeError } from '../../errors.ts';
import { featuresFrom } from '../../history/advice.ts';
import { requireInteger } from '../../options.ts';
import { addressable } from '../../shape/checkShape.ts';
import type { Shape } from '../../shape/rowMajor.ts';

/** Down and across, in elements. */
export type Pair = readonly [y: number, x: number];

/** Refuses steps that no tensor could make right. @throws ArgumentError */
export function checkWindow(operation: string, window: { stride: Pair; padding: Pair; dilation: Pair }): void {
  requirePair(operation, 'stride', window.stride, 1);
  requirePair(operation, 'padding', window.padding, 0);
  requirePair(operation, 'dilation', window.dilation, 1);
}

/** @throws ArgumentError unless both values are integers of at least `least`. */
export function requirePair(operation: string, name: string, pair: Pair, least: number): void {
  for (const value of pair) requireInteger(operation, name, value, least);
}

/** @throws ShapeError unless `input` is a batch of images or one image, none of whose own axes is empty. */
export function requireImages(operation: string, input: Shape): void {
  if (input.length !== 3 && input.length !== 4) {
    const rule = 'expects input [images, channels, height, width] or [channels, height, width]';
    const isGrey = input.length === 2 && featuresFrom(input) === undefined;
    const advice = isGrey ? `; one image of one channel is unsqueeze(0), [1, ${input.join(', ')}]` : '';
    throw new ShapeError(operation, rule + advice, { input });
  }
  if (input.slice(-3).some((size) => size === 0)) {
    throw new ShapeError(operation, 'only the images axis may be empty', { input });
  }
}

/** `input` with its last two axes, height and width, replaced. */
export function resized(operation: string, input: Shape, height: number, width: number): Shape {
  return addressable(operation, [...input.slice(0, -2), height, width]);
}
