import { trace } from '../../debug/trace.ts';
import { convolved, imageOptions } from './inputs.ts';
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
} as const satisfies Readonly<Record<string, Steppable>>;
