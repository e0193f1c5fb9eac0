import type { OperationTrace } from '../../debug/operationTrace.ts';
import { trace } from '../../debug/trace.ts';
import { ArgumentError } from '../../errors.ts';
import { reshape } from '../../tensor/functions/move.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Given } from './Given.ts';
import { Digits } from './numbers.ts';
import type { OptionName } from './options.ts';
import { namedInput, namedWeights } from './sources.ts';

/** An operation that was run, ready to be walked through. */
export interface Prepared {
  readonly trace: OperationTrace;
  /** How it is called in a program. */
  readonly call: string;
  /** What the input shows, where it is no digits. */
  readonly what?: string;
}

/** An operation of the stepper. */
export interface Steppable {
  /** Which options it knows besides those that all know. */
  readonly options: readonly OptionName[];
  /** What it is, in a few words. */
  readonly about: string;
  prepare(given: Given): Promise<Prepared>;
}

const planes: readonly OptionName[] = [
  'input',
  'images',
  'channels',
  'from',
  'key',
  'image',
  'cifar',
  'resize',
  'crop',
  'gray',
];
const sliding: readonly OptionName[] = [...planes, 'kernel', 'stride', 'padding', 'ceil-mode'];
const weights: readonly OptionName[] = ['kernel', 'out-channels', 'bias', 'checkpoint', 'layer'];

/** Every operation that can be walked through, by its name in `F`. */
export const operations: Readonly<Record<string, Steppable>> = {
  conv2d: {
    options: [...planes, ...weights, 'stride', 'padding', 'padding-mode', 'dilation', 'groups'],
    about: 'a kernel slides over the input: products and sums',
    async prepare(given) {
      const groups = given.integer('groups', 1);
      const { input, weight, bias, what } = await convolved(given, ({ channels, outChannels, kernel }) => ({
        channels: channels ?? groups,
        weight: (inChannels) => [outChannels ?? groups, Math.floor(inChannels / groups), ...kernel],
        inChannels: (shape) => shape[1] * groups,
        outChannels: (shape) => shape[0],
      }));
      const text = given.text('padding');
      const options = {
        stride: given.pair('stride', [1, 1]),
        padding: text === 'same' || text === 'valid' ? text : given.pair('padding', [0, 0], 0),
        paddingMode: given.choice('padding-mode', ['zeros', 'reflect', 'replicate', 'circular'], 'zeros'),
        dilation: given.pair('dilation', [1, 1]),
        groups,
      } as const;
      const defaults = { stride: 1, padding: 0, paddingMode: 'zeros', dilation: 1, groups: 1 };
      return {
        trace: trace.conv2d(input, weight, bias, options),
        call: called('conv2d', { input, weight, bias }, options, defaults),
        ...what,
      };
    },
  },

  maxPool2d: {
    options: [...sliding, 'dilation'],
    about: 'the largest number under the window',
    async prepare(given) {
      const { input, what } = await pooled(given);
      const { kernel, options } = slidingOptions(given);
      const whole = { ...options, dilation: given.pair('dilation', [1, 1]) };
      return {
        trace: trace.maxPool2d(input, kernel, whole),
        call: called('maxPool2d', { input }, whole, { ...slidingDefaults(kernel), dilation: 1 }, kernel),
        ...what,
      };
    },
  },

  avgPool2d: {
    options: [...sliding, 'count-include-pad', 'divisor-override'],
    about: 'the average under the window',
    async prepare(given) {
      const { input, what } = await pooled(given);
      const { kernel, options } = slidingOptions(given);
      const countIncludePad = given.flag('count-include-pad', true);
      const whole = { ...options, countIncludePad, divisorOverride: given.number('divisor-override') };
      const defaults = { ...slidingDefaults(kernel), countIncludePad: true };
      return {
        trace: trace.avgPool2d(input, kernel, whole),
        call: called('avgPool2d', { input }, whole, defaults, kernel),
        ...what,
      };
    },
  },

  adaptiveMaxPool2d: {
    options: [...planes, 'output-size'],
    about: 'the largest under windows that divide the input',
    prepare: (given) => adaptive(given, 'adaptiveMaxPool2d'),
  },

  adaptiveAvgPool2d: {
    options: [...planes, 'output-size'],
    about: 'the average under windows that divide the input',
    prepare: (given) => adaptive(given, 'adaptiveAvgPool2d'),
  },
};

async function adaptive(given: Given, name: 'adaptiveMaxPool2d' | 'adaptiveAvgPool2d'): Promise<Prepared> {
  const { input, what } = await pooled(given);
  const size = given.pair('output-size', [3, 3]);
  return { trace: trace[name](input, size), call: called(name, { input }, {}, {}, size), ...what };
}

/** The input of a pooling, with negative numbers: a maximum may lie below 0. */
async function pooled(given: Given): Promise<{ input: Tensor; what: { what?: string } }> {
  const digits = new Digits(given.integer('seed', 0, 0));
  const { input, ...what } = await planesOf(given, digits, { channels: given.integer('channels', 1), least: -9 });
  return { input, what };
}

function slidingOptions(given: Given): {
  kernel: [number, number];
  options: { stride: [number, number]; padding: [number, number]; ceilMode: boolean };
} {
  const kernel = given.pair('kernel', [2, 2]);
  const options = {
    stride: given.pair('stride', kernel),
    padding: given.pair('padding', [0, 0], 0),
    ceilMode: given.flag('ceil-mode'),
  };
  return { kernel, options };
}

function slidingDefaults(kernel: readonly [number, number]) {
  return { stride: kernel, padding: 0, ceilMode: false };
}

/** How the tensors of a convolution belong together. */
interface Layout {
  readonly channels: number;
  readonly weight: (inChannels: number) => readonly number[];
  readonly inChannels: (weight: readonly number[]) => number;
  readonly outChannels: (weight: readonly number[]) => number;
}

/** Input, weight and bias of a convolution: named ones, or digits. */
async function convolved(
  given: Given,
  layoutFor: (sizes: {
    channels: number | undefined;
    outChannels: number | undefined;
    kernel: [number, number];
  }) => Layout,
): Promise<{ input: Tensor; weight: Tensor; bias: Tensor | undefined; what: { what?: string } }> {
  const sizeOf = (name: OptionName) => (given.has(name) ? given.integer(name, 1) : undefined);
  const layout = layoutFor({
    channels: sizeOf('channels'),
    outChannels: sizeOf('out-channels'),
    kernel: given.pair('kernel', [3, 3]),
  });
  const digits = new Digits(given.integer('seed', 0, 0));
  const trained = await namedWeights(given);
  if (trained !== undefined) refuse(given, ['kernel', 'out-channels'], 'comes from the checkpoint');
  const channels =
    trained === undefined || given.has('channels') ? layout.channels : layout.inChannels(trained.weight.shape);
  const { input, ...what } = await planesOf(given, digits, { channels, least: 0 });
  const weight = trained?.weight ?? digits.tensor(layout.weight(input.shape[1]), -1, 2);
  const hasBias = given.flag('bias', trained === undefined || trained.bias !== undefined);
  const made = () => digits.tensor([layout.outChannels(weight.shape)], -2, 2, 0.5);
  return { input, weight, bias: hasBias ? (trained?.bias ?? made()) : undefined, what };
}

/** Images: named ones, or digits. */
async function planesOf(
  given: Given,
  digits: Digits,
  { channels, least }: { channels: number; least: number },
): Promise<{ input: Tensor; what?: string }> {
  const source = await namedInput(given);
  if (source !== undefined) {
    refuse(given, ['input', 'images', 'channels'], 'comes with the input that is named');
    return { input: asImages(given, source.input), what: source.what };
  }
  refuse(given, ['resize', 'crop', 'gray'], 'is for pictures: --image or --cifar');
  const shape = [given.integer('images', 1), channels, ...given.pair('input', [5, 5])];
  return { input: digits.tensor(shape, least, 9) };
}

/** A tensor of one image, or of one plane, as [images, channels, height, width]. */
function asImages(given: Given, input: Tensor): Tensor {
  if (input.ndim > 4 || input.ndim < 1) {
    throw new ArgumentError(
      given.command,
      `the input has shape [${input.shape.join(', ')}], not [images, channels, height, width]`,
    );
  }
  return reshape(input, [...[1, 1, 1].slice(0, 4 - input.ndim), ...input.shape]);
}

function refuse(given: Given, names: readonly OptionName[], rule: string): void {
  const name = names.find((each) => given.has(each));
  if (name !== undefined) throw given.wrong(name, rule);
}

/** The call as a program has it, without the options that say nothing new. */
function called(
  operation: string,
  tensors: Readonly<Record<string, Tensor | undefined>>,
  options: Readonly<Record<string, unknown>> = {},
  defaults: Readonly<Record<string, unknown>> = {},
  size?: readonly number[],
): string {
  const shapes = Object.entries(tensors).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [`${name} [${tensor.shape.join(', ')}]`],
  );
  const told = Object.entries(options).flatMap(([name, value]) => {
    const text = optionText(value);
    return value === undefined || text === optionText(defaults[name]) ? [] : [`${name}: ${text}`];
  });
  const sizes = size === undefined ? [] : [optionText(size)];
  return `${operation}(${[...shapes, ...sizes, ...(told.length > 0 ? [`{ ${told.join(', ')} }`] : [])].join(', ')})`;
}

function optionText(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (!Array.isArray(value)) return String(value);
  return value.every((each) => each === value[0]) && value.length === 2 ? String(value[0]) : `[${value.join(', ')}]`;
}
