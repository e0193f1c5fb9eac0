import { trace } from '../../debug/trace.ts';
import { convolved, imageOptions, pooled } from './inputs.ts';
import type { OptionName } from './options.ts';
import { called, type Steppable } from './prepared.ts';

const options: readonly OptionName[] = [
  ...imageOptions,
  'kernel',
  'out-channels',
  'bias',
  'checkpoint',
  'layer',
  'stride',
  'padding',
  'dilation',
  'groups',
];

export const convolutions = {
  conv2d: {
    options: [...options, 'padding-mode'],
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

  convTranspose2d: {
    options: [...options, 'output-padding'],
    about: 'every input cell lays the kernel onto the output',
    async prepare(given) {
      const groups = given.integer('groups', 1);
      const { input, weight, bias, what } = await convolved(given, ({ channels, outChannels, kernel }) => ({
        channels: channels ?? groups,
        weight: (inChannels) => [inChannels, Math.floor((outChannels ?? groups) / groups), ...kernel],
        inChannels: (shape) => shape[0],
        outChannels: (shape) => shape[1] * groups,
      }));
      const all = {
        stride: given.pair('stride', [1, 1]),
        padding: given.pair('padding', [0, 0], 0),
        outputPadding: given.pair('output-padding', [0, 0], 0),
        dilation: given.pair('dilation', [1, 1]),
        groups,
      };
      const defaults = { stride: 1, padding: 0, outputPadding: 0, dilation: 1, groups: 1 };
      return {
        trace: trace.convTranspose2d(input, weight, bias, all),
        call: called('convTranspose2d', { input, weight, bias }, all, defaults),
        ...what,
      };
    },
  },

  pad: {
    options: [...imageOptions, 'padding', 'padding-mode', 'value'],
    about: 'cells put around the input',
    async prepare(given) {
      const { input, what } = await pooled(given);
      const sizes = given.integers('padding') ?? [1];
      if (sizes.length === 3 || sizes.length > 4) {
        throw given.wrong('padding', 'is one integer, two as 3x5, or four: left,right,top,bottom');
      }
      const [down, across = down] = sizes;
      const padding = sizes.length === 4 ? sizes : [across, across, down, down];
      const mode = given.choice('padding-mode', ['constant', 'reflect', 'replicate', 'circular'], 'constant');
      const all = { mode, value: given.number('value') };
      return {
        trace: trace.pad(input, padding, all),
        call: called('pad', { input }, all, { mode: 'constant' }, padding),
        ...what,
      };
    },
  },
} as const satisfies Readonly<Record<string, Steppable>>;
