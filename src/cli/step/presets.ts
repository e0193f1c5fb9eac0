import { ArgumentError } from '../../errors.ts';
import { type ArithmeticCase, arithmeticCases, guideCases } from '../../explain/arithmeticCases.ts';
import { wrapped } from '../../explain/text/line.ts';
import { checkOptions } from '../../options.ts';
import { type Numbers, nothingGiven } from './Given.ts';
import type { OptionName, Said } from './options.ts';

/** A known case as a command line would have it. */
export interface Preset {
  readonly operation: string;
  readonly options: Readonly<Partial<Record<OptionName, string | boolean>>>;
  readonly numbers: Numbers;
  /** What is to be learnt from it. */
  readonly lesson: string;
}

/** The case of a name. @throws ArgumentError if there is none, with the one that may be meant. */
export function presetNamed(name: string): Preset {
  const found = arithmeticCases.find((each) => each.name === name);
  if (found !== undefined) return presetOf(found);
  const names = arithmeticCases.map((each) => each.name);
  try {
    checkOptions('step', { [name]: true }, names);
  } catch (error) {
    const [meant] = /did you mean "(.*)"/.exec((error as Error).message)?.slice(1) ?? [];
    const advice = meant === undefined ? '--list shows them' : `did you mean '${meant}'?`;
    throw new ArgumentError('step', `there is no preset '${name}'; ${advice}`);
  }
  throw new ArgumentError('step', `there is no preset '${name}'`); // checkOptions has thrown
}

/** The options of a preset, and over them those that are said. */
export function withPreset(said: Said): {
  operation: string | undefined;
  preset: Preset | undefined;
  options: Said['options'];
} {
  const { words, options } = said;
  const [word] = words;
  if (typeof options.preset !== 'string') return { operation: word, preset: undefined, options };
  const preset = presetNamed(options.preset);
  if (word !== undefined && word !== preset.operation) {
    throw new ArgumentError('step', `--preset ${options.preset} is a ${preset.operation}, not a ${word}`);
  }
  // Numbers of another size are not those of the preset.
  const numbers: Numbers = {
    input: options.input === undefined ? preset.numbers.input : undefined,
    kernel: options.kernel === undefined ? preset.numbers.kernel : undefined,
  };
  const isChanged =
    options.channels !== undefined || options['out-channels'] !== undefined || options.seed !== undefined;
  return {
    operation: preset.operation,
    preset: { ...preset, numbers: isChanged ? nothingGiven : numbers },
    options: { ...preset.options, ...options },
  };
}

/** All presets with what they teach, in 80 columns. */
export function presetList(): string[] {
  const told = ({ name, lesson }: ArithmeticCase) => [
    `  ${name}`,
    ...wrapped(lesson, 80 - 6, { indent: 0 }).map((line) => `      ${line}`),
  ];
  return [
    'Dumoulin & Visin, "A guide to convolution arithmetic for deep learning":',
    ...guideCases.flatMap(told),
    '',
    'poolings:',
    ...arithmeticCases.slice(guideCases.length).flatMap(told),
  ];
}

function presetOf({ operation, input, numbers, lesson, ...sizes }: ArithmeticCase): Preset {
  const { kernel, stride, padding, dilation, outputPadding, ceilMode, countIncludePad, windows } = sizes;
  const isAdaptive = windows > 0;
  const isAverage = operation === 'avgPool2d';
  const isPool = isAverage || operation === 'maxPool2d';
  return {
    operation,
    lesson,
    numbers: numbers ?? nothingGiven,
    options: {
      input: String(input),
      ...(isAdaptive
        ? { 'output-size': String(windows) }
        : { kernel: String(kernel), stride: String(stride), padding: String(padding) }),
      ...(!isAdaptive && !isAverage && { dilation: String(dilation) }),
      ...(isPool && ceilMode && { 'ceil-mode': true }),
      ...(isAverage && !countIncludePad && { 'count-include-pad': false }),
      ...(operation === 'convTranspose2d' && { 'output-padding': String(outputPadding) }),
      ...(!isPool && !isAdaptive && { bias: false }),
    },
  };
}
