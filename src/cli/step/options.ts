import { parseArgs } from 'node:util';
import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';

/** Whether an option has a value behind it, and what help says of it. */
interface OptionForm {
  readonly type: 'string' | 'boolean';
  /** What its value looks like: 'HxW'. */
  readonly value?: string;
  readonly help: string;
}

/** Every option of `stridegrad step`, in the order in which help lists them. */
export const optionForms = {
  input: { type: 'string', value: 'HxW', help: 'rows and columns of the input; 5 is 5x5' },
  images: { type: 'string', value: 'N', help: 'how many images, samples or rows' },
  channels: { type: 'string', value: 'N', help: 'channels of the input' },
  kernel: { type: 'string', value: 'HxW', help: 'rows and columns of the window' },
  'out-channels': { type: 'string', value: 'N', help: 'channels of the output' },
  stride: { type: 'string', value: 'HxW', help: 'cells from one place of the window to the next' },
  padding: { type: 'string', value: 'HxW', help: 'cells around the input; conv2d knows same and valid' },
  'padding-mode': { type: 'string', value: 'MODE', help: 'zeros (pad: constant), reflect, replicate, circular' },
  dilation: { type: 'string', value: 'HxW', help: 'cells from one tap to the next' },
  groups: { type: 'string', value: 'N', help: 'independent convolutions side by side' },
  'output-padding': { type: 'string', value: 'HxW', help: 'rows and columns added to convTranspose2d' },
  bias: { type: 'boolean', help: 'a bias is added (the default); --no-bias for none' },
  'ceil-mode': { type: 'boolean', help: 'a last window that reaches over the end counts' },
  'count-include-pad': { type: 'boolean', help: 'zeros of the padding count; --no-count-include-pad' },
  'divisor-override': { type: 'string', value: 'N', help: 'what avgPool2d divides by' },
  'output-size': { type: 'string', value: 'HxW', help: 'windows of an adaptive pooling' },
  value: { type: 'string', value: 'X', help: 'what pad puts around' },
  other: { type: 'string', value: 'HxW', help: 'rows and columns of the second matrix' },
  'out-features': { type: 'string', value: 'N', help: 'outputs of linear' },
  classes: { type: 'string', value: 'N', help: 'classes of crossEntropy' },
  reduction: { type: 'string', value: 'HOW', help: 'of crossEntropy: none (the default), mean or sum' },
  'label-smoothing': { type: 'string', value: 'E', help: 'how much of the truth is spread evenly' },
  seed: { type: 'string', value: 'N', help: 'other numbers' },
  from: { type: 'string', value: 'FILE', help: 'the input: .npy, .json, .safetensors with --key' },
  key: { type: 'string', value: 'NAME', help: 'which tensor of the file' },
  image: { type: 'string', value: 'FILE.png', help: 'the input is a picture, 0 to 1' },
  cifar: { type: 'string', value: 'N', help: 'the input is picture N of the CIFAR-10 test' },
  resize: { type: 'string', value: 'HxW', help: 'the picture in another size' },
  crop: { type: 'string', value: 'HxW', help: 'the middle of the picture' },
  gray: { type: 'boolean', help: 'the picture without its colours' },
  checkpoint: { type: 'string', value: 'FILE', help: 'weights of a trained net (.safetensors)' },
  layer: { type: 'string', value: 'NAME', help: 'of which layer: conv1' },
  backward: { type: 'string', value: 'OF', help: 'the gradient of input, weight or bias' },
  grad: { type: 'string', value: 'WHAT', help: 'what comes back to the output: digits or ones' },
  at: { type: 'string', value: 'PLACE', help: 'begin with step 7, or with cell 0,0,1,2' },
  steps: { type: 'string', value: 'N', help: 'so many steps are printed at most' },
  preset: { type: 'string', value: 'NAME', help: 'a known case; other options change it' },
  recording: { type: 'string', value: 'FILE', help: 'a recorded training step (saveRecording)' },
  list: { type: 'boolean', help: 'lists the presets' },
  print: { type: 'boolean', help: 'prints all steps' },
  json: { type: 'boolean', help: 'one JSON object a line for each step' },
  width: { type: 'string', value: 'N', help: 'columns of what is printed' },
  color: { type: 'boolean', help: 'colours; --no-color for none' },
  help: { type: 'boolean', help: 'this' },
} as const satisfies Readonly<Record<string, OptionForm>>;

export type OptionName = keyof typeof optionForms;

/** What a command line says: its words, and its options as they stand there. */
export interface Said {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/**
 * Takes a command line apart.
 *
 * @throws ArgumentError for an option that nobody knows or that lacks its value, with the one that may be meant.
 */
export function readArguments(args: readonly string[]): Said {
  const options = Object.fromEntries(Object.entries(optionForms).map(([name, { type }]) => [name, { type }]));
  // Not strict: our own checks know which name may be meant.
  const { values, positionals } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    allowNegative: true,
    strict: false,
  });
  checkOptions('step', values, Object.keys(options));
  for (const [name, value] of Object.entries(values)) {
    const form: OptionForm = optionForms[name as OptionName];
    if (form.type === 'string' && typeof value !== 'string') {
      throw new ArgumentError('step', `--${name} needs a value behind it: --${name} ${form.value}`);
    }
    if (form.type === 'boolean' && typeof value !== 'boolean') {
      throw new ArgumentError('step', `--${name} takes no value, but is given ${JSON.stringify(value)}`);
    }
  }
  return { words: positionals, options: values as Said['options'] };
}
