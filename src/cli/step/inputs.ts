import { ArgumentError } from '../../errors.ts';
import { tensor } from '../../tensor/create.ts';
import { reshape } from '../../tensor/functions/move.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Given } from './Given.ts';
import { Digits } from './numbers.ts';
import type { OptionName } from './options.ts';
import { namedInput, namedWeights } from './sources.ts';

/** The options by which images are made or found. */
export const imageOptions: readonly OptionName[] = [
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

/** How the tensors of a convolution belong together. */
export interface Layout {
  readonly channels: number;
  readonly weight: (inChannels: number) => readonly number[];
  readonly inChannels: (weight: readonly number[]) => number;
  readonly outChannels: (weight: readonly number[]) => number;
}

/** Input, weight and bias of a convolution: named ones, or digits. */
export async function convolved(
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
  const made = given.numbers.kernel;
  const weight = trained?.weight ?? (made && tensor([[made]])) ?? digits.tensor(layout.weight(input.shape[1]), -1, 2);
  const hasBias = given.flag('bias', trained === undefined || trained.bias !== undefined);
  const newBias = () => digits.tensor([layout.outChannels(weight.shape)], -2, 2, 0.5);
  return { input, weight, bias: hasBias ? (trained?.bias ?? newBias()) : undefined, what };
}

/** Images: named ones, or digits. */
export async function planesOf(
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
  if (given.numbers.input !== undefined) return { input: tensor([[given.numbers.input]]) };
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

export function refuse(given: Given, names: readonly OptionName[], rule: string): void {
  const name = names.find((each) => given.has(each));
  if (name !== undefined) throw given.wrong(name, rule);
}

/** The input of a pooling, with negative numbers: a maximum may lie below 0. */
export async function pooled(given: Given): Promise<{ input: Tensor; what: { what?: string } }> {
  const digits = new Digits(given.integer('seed', 0, 0));
  const { input, ...what } = await planesOf(given, digits, { channels: given.integer('channels', 1), least: -9 });
  return { input, what };
}
