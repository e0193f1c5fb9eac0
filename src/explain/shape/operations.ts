import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import type { AdaptivePoolParams } from '../../ops/window/adaptivePoolGeometry.ts';
import type { ConvTransposeParams } from '../../ops/window/convGeometry.ts';
import type { AvgPoolParams } from '../../ops/window/poolGeometry.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { reach, type Window } from '../../shape/window.ts';
import { type AxisStep, givenAxis, type ShapeRule } from './axis.ts';
import { adaptiveAxis } from './others.ts';
import { alongLastAxes, lastAxesRule, regroupedRule } from './rules.ts';
import { slidingAxis } from './sliding.ts';
import { transposedAxis } from './transposed.ts';

/** An operation that ran, with the shapes it met. */
export interface Ran {
  readonly operation: string;
  readonly params: unknown;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
}

/** How an operation made its shape, for what `forward` calls without a layer; undefined where the shape says it all. */
export function operationRule(ran: Ran): ShapeRule | undefined {
  const { operation, inputs, output } = ran;
  const [input] = inputs;
  if (operation === 'reshape') return regroupedRule(input, output);
  if (operation === 'linear') return featuresRule(input, output);
  if (operation === 'adaptiveAvgPool2d' || operation === 'adaptiveMaxPool2d') {
    const { outputSize: counts } = ran.params as AdaptivePoolParams;
    return lastAxesRule(
      input,
      alongLastAxes(input, 2, (name, size, axis) => adaptiveAxis(name, size, counts[axis])),
    );
  }
  const windows = operationWindows(ran);
  if (windows === undefined) return undefined;
  const axes = alongLastAxes(input, 2, (name, size, axis): AxisStep => {
    if (operation === 'convTranspose2d') {
      const { outputPadding } = ran.params as ConvTransposeParams;
      return transposedAxis(name, size, windows[axis], outputPadding[axis]);
    }
    const { stride, padding, paddingEnd = padding } = windows[axis];
    const end = (output.slice(-2)[axis] - 1) * stride + reach(windows[axis]);
    const ceilMode = end > size + padding + paddingEnd; // nothing else lets a window reach over the end
    return slidingAxis(operation, name, size, windows[axis], { ceilMode });
  });
  if (input[1] === output[1]) return lastAxesRule(input, axes);
  const filters = givenAxis('channels', input[1], output[1], `${output[1]}, one for every filter`);
  return lastAxesRule(input, [filters, ...axes]);
}

/** What an operation slides down and across, if it slides anything. */
export function operationWindows({ operation, params, inputs: [input, weight], output }: Ran): Window[] | undefined {
  if (operation === 'maxPool2d') {
    const sizes = params as PoolSizes;
    return [
      { size: sizes.kernelHeight, stride: sizes.strideY, padding: sizes.paddingY, dilation: sizes.dilationY },
      { size: sizes.kernelWidth, stride: sizes.strideX, padding: sizes.paddingX, dilation: sizes.dilationX },
    ];
  }
  if (operation === 'conv2d') {
    const sizes = params as ConvSizes;
    return [
      { size: sizes.kernelHeight, stride: sizes.strideY, padding: sizes.paddingY, dilation: sizes.dilationY },
      { size: sizes.kernelWidth, stride: sizes.strideX, padding: sizes.paddingX, dilation: sizes.dilationX },
    ].map((window, axis) => withEnd(window, input.slice(-2)[axis], output.slice(-2)[axis]));
  }
  if (operation === 'avgPool2d') {
    const { kernelSize, stride, padding } = params as AvgPoolParams;
    return kernelSize.map((size, axis) => ({ size, stride: stride[axis], padding: padding[axis], dilation: 1 }));
  }
  if (operation === 'convTranspose2d') {
    const { stride, padding, dilation } = params as ConvTransposeParams;
    return weight
      .slice(2)
      .map((size, axis) => ({ size, stride: stride[axis], padding: padding[axis], dilation: dilation[axis] }));
  }
  return undefined;
}

/** The padding after the input is not among the sizes; it differs from that before only at stride 1, by one. */
function withEnd(window: Window, input: number, output: number): Window {
  if (window.stride !== 1) return window;
  return { ...window, paddingEnd: output - 1 + reach(window) - input - window.padding };
}

function featuresRule(input: Shape, output: Shape): ShapeRule {
  const [from, to] = [input[input.length - 1], output[output.length - 1]];
  return { output, axes: [givenAxis('features', from, to, `${to} sums over ${from}`)], notes: [] };
}
