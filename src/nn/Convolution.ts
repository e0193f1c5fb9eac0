import { ArgumentError, ShapeError } from '../errors.ts';
import { type AxisStep, givenAxis, type ShapeRule } from '../explain/shape/axis.ts';
import { chainTo } from '../history/chain.ts';
import { checkOptions } from '../options.ts';
import { channelsLast } from '../shape/layout.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import type { Tensor } from '../tensor/tensor.ts';
import {
  type BiasOptions,
  channelCount,
  checkCount,
  emptyParameter,
  placementNames,
  type SizeLike,
  sizes,
  uniformByFanIn,
} from './layer.ts';
import { Module } from './Module.ts';
import type { Parameter } from './Parameter.ts';
import { pythonTuple } from './python.ts';

/** What all convolutions can be told; one number stands for every axis. */
export interface ConvolutionOptions<Size> extends BiasOptions {
  /** Elements between one place of the window and the next. Default 1. */
  readonly stride?: Size;
  /** Elements from one tap of the window to the next. Default 1. */
  readonly dilation?: Size;
  /** Into how many independent convolutions the channels are divided. Default 1. */
  readonly groups?: number;
}

const optionNames = ['stride', 'padding', 'dilation', 'groups', 'bias', ...placementNames];

/** How a kind of convolution differs from the others. */
interface Kind {
  /** Along how many axes the window slides. */
  readonly axes: number;
  /** Whether the weight is [inChannels, outChannels / groups, …], as in a transposed convolution. */
  readonly transposed?: boolean;
  /** The names of its own options. */
  readonly optionNames: readonly string[];
}

/** What convolutions have in common: their weight, bias, window and what is printed. PyTorch's `_ConvNd`. */
export abstract class Convolution extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    { axes, transposed = false, optionNames: ownNames }: Kind,
    channels: readonly [inChannels: number, outChannels: number],
    kernelSize: SizeLike,
    options: ConvolutionOptions<SizeLike>,
  ) {
    super();
    const { name } = new.target;
    checkOptions(name, options, [...optionNames, ...ownNames]);
    this.inChannels = checkCount(name, 'inChannels', channels[0]);
    this.outChannels = checkCount(name, 'outChannels', channels[1]);
    this.kernelSize = sizes(name, 'kernelSize', kernelSize, axes);
    this.stride = sizes(name, 'stride', options.stride ?? 1, axes);
    this.dilation = sizes(name, 'dilation', options.dilation ?? 1, axes);
    this.groups = checkCount(name, 'groups', options.groups ?? 1);
    for (const [what, count] of Object.entries({ inChannels: channels[0], outChannels: channels[1] })) {
      if (count % this.groups !== 0) {
        throw new ArgumentError(name, `groups must divide ${what}, but ${count} / ${this.groups} is no integer`);
      }
    }
    const [first, second] = transposed ? channels : [channels[1], channels[0]];
    this.weight = emptyParameter([first, second / this.groups, ...this.kernelSize], options);
    this.bias = (options.bias ?? true) ? emptyParameter([this.outChannels], options) : undefined;
    this.resetParameters();
  }

  /** Draws weight and bias anew, uniform in ±1/√fanIn, where fanIn is the size of one filter: weight[0]. */
  resetParameters(): void {
    uniformByFanIn(elementCount(this.weight.shape.slice(1)), this.weight, this.bias);
  }

  /** @throws ShapeError unless the input has the axes and the channels that the layer was made for. */
  protected checkInput({ shape }: Tensor): void {
    const axes = this.kernelSize.length;
    const channels = shape[shape.length - 1 - axes];
    if (channels === this.inChannels && shape.length <= axes + 2) return;
    const layer = `${this.constructor.name}(${this.inChannels}, ${this.outChannels})`;
    const form = `${this.inChannels}, ${axes === 1 ? 'length' : 'height, width'}`;
    const problem =
      channels === undefined || shape.length > axes + 2
        ? `expects [images, ${form}] or [${form}]`
        : `expects ${channelCount(this.inChannels)} but the input has ${channels}`;
    throw new ShapeError(layer, problem + this.#advice(shape), { input: shape });
  }

  /** What an input looks like that does not fit, and what to do. */
  #advice(shape: Shape): string {
    const axes = this.kernelSize.length;
    const layout = channelsLast(shape, this.inChannels, axes);
    if (layout !== undefined) return `; its ${layout}`;
    // Grey images are often kept without an axis for their one channel; what other layers gave has one.
    const lacksChannel = shape.length === axes || (shape.length === axes + 1 && shape[0] > 4);
    if (this.inChannels === 1 && lacksChannel && chainTo(shape).length === 1) {
      const place = shape.length - axes;
      const widened = [...shape.slice(0, place), 1, ...shape.slice(place)];
      return `; unsqueeze(${place}) gives it an axis for the channel, [${widened.join(', ')}]`;
    }
    if (shape.length === axes + 1 || shape.length === axes + 2) {
      return `: nn.${this.constructor.name}(${shape[shape.length - 1 - axes]}, ${this.outChannels}, …)`;
    }
    return axes === 1 && shape.length === 4 ? '; images are for nn.Conv2d' : '';
  }

  /** The rule for a shape whose last axes are these: every filter makes a channel. */
  protected ruleOf(input: Shape, axes: readonly AxisStep[], notes: readonly string[]): ShapeRule {
    const { inChannels, outChannels, groups } = this;
    const channels = givenAxis('channels', inChannels, outChannels, `${outChannels}, one for every filter`);
    const each = `${groups} groups: a filter sees ${inChannels} / ${groups} = ${inChannels / groups} channels`;
    return {
      output: [...input.slice(0, -axes.length - 1), outChannels, ...axes.map(({ output }) => output)],
      axes: [channels, ...axes],
      notes: [...(groups === 1 ? [] : [each]), ...notes],
    };
  }

  /** PyTorch's line: only what differs from the defaults is told. */
  protected describe(
    padding: string | readonly number[],
    outputPadding: readonly number[],
    paddingMode: string,
  ): string {
    const differs = (values: readonly number[], usual: number) => values.some((value) => value !== usual);
    return [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${pythonTuple(this.kernelSize)}`,
      `stride=${pythonTuple(this.stride)}`,
      ...(typeof padding === 'string' ? [`padding=${padding}`] : []),
      ...(typeof padding !== 'string' && differs(padding, 0) ? [`padding=${pythonTuple(padding)}`] : []),
      ...(differs(this.dilation, 1) ? [`dilation=${pythonTuple(this.dilation)}`] : []),
      ...(differs(outputPadding, 0) ? [`output_padding=${pythonTuple(outputPadding)}`] : []),
      ...(this.groups === 1 ? [] : [`groups=${this.groups}`]),
      ...(this.bias === undefined ? ['bias=False'] : []),
      ...(paddingMode === 'zeros' ? [] : [`padding_mode=${paddingMode}`]),
    ].join(', ');
  }
}
