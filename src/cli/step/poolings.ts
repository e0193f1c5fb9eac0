import { trace } from '../../debug/trace.ts';
import type { Given } from './Given.ts';
import { imageOptions, pooled } from './inputs.ts';
import type { OptionName } from './options.ts';
import { called, type Prepared, type Steppable } from './prepared.ts';

const sliding: readonly OptionName[] = [...imageOptions, 'kernel', 'stride', 'padding', 'ceil-mode'];

export const poolings = {
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
    options: [...imageOptions, 'output-size'],
    about: 'the largest under windows that divide the input',
    prepare: (given) => adaptive(given, 'adaptiveMaxPool2d'),
  },

  adaptiveAvgPool2d: {
    options: [...imageOptions, 'output-size'],
    about: 'the average under windows that divide the input',
    prepare: (given) => adaptive(given, 'adaptiveAvgPool2d'),
  },
} as const satisfies Readonly<Record<string, Steppable>>;

async function adaptive(given: Given, name: 'adaptiveMaxPool2d' | 'adaptiveAvgPool2d'): Promise<Prepared> {
  const { input, what } = await pooled(given);
  const size = given.pair('output-size', [3, 3]);
  return { trace: trace[name](input, size), call: called(name, { input }, {}, {}, size), ...what };
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
