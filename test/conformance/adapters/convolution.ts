import { F } from 'stridegrad';
import type { Adapter, Attributes } from '../case.ts';

/** PyTorch's names here, with nothing where the case names none or null. */
function optionsOf<Names extends Readonly<Record<string, string>>>(attrs: Attributes, names: Names) {
  const given = Object.entries(names).filter(([name]) => attrs[name] !== undefined && attrs[name] !== null);
  // An empty tuple is PyTorch's way to leave out a stride.
  const present = given.filter(([name]) => !(Array.isArray(attrs[name]) && attrs[name].length === 0));
  return Object.fromEntries(present.map(([name, here]) => [here, attrs[name]])) as Record<string, never>;
}

const convNames = {
  stride: 'stride',
  padding: 'padding',
  dilation: 'dilation',
  groups: 'groups',
  padding_mode: 'paddingMode',
};
const transposeNames = { ...convNames, output_padding: 'outputPadding' };
const poolNames = { stride: 'stride', padding: 'padding', ceil_mode: 'ceilMode' };
const maxNames = { ...poolNames, dilation: 'dilation', return_indices: 'returnIndices' };
const avgNames = { ...poolNames, count_include_pad: 'countIncludePad', divisor_override: 'divisorOverride' };
const unpoolNames = { stride: 'stride', padding: 'padding', output_size: 'outputSize' };
const foldNames = { dilation: 'dilation', padding: 'padding', stride: 'stride' };
const resizeNames = {
  size: 'size',
  scale_factor: 'scaleFactor',
  mode: 'mode',
  align_corners: 'alignCorners',
  recompute_scale_factor: 'recomputeScaleFactor',
};

/** A tensor alone, or with its indices, as a list. */
const listed = <Output>(output: Output | readonly Output[]): readonly Output[] =>
  Array.isArray(output) ? output : [output as Output];

type Convolution = typeof F.conv2d;
const convolution =
  (convolve: Convolution, names: Readonly<Record<string, string>>): Adapter =>
  ({ named: { input, weight, bias } }, attrs) => [convolve(input, weight, bias, optionsOf(attrs, names))];

type Pool = (input: Parameters<typeof F.maxPool2d>[0], size: never, options: never) => ReturnType<typeof F.maxPool2d>;
const pooling =
  (pool: Pool, names: Readonly<Record<string, string>>): Adapter =>
  ({ named: { input } }, attrs) =>
    listed(pool(input, attrs.kernel_size as never, optionsOf(attrs, names) as never));

const adaptive =
  (pool: Pool): Adapter =>
  ({ named: { input } }, attrs, { outputs }) =>
    listed(pool(input, attrs.output_size as never, { returnIndices: outputs.length > 1 } as never));

/** Convolution, pooling, padding, folding and resizing. */
export const convolutionAdapters: Readonly<Record<string, Adapter>> = {
  conv1d: convolution(F.conv1d as Convolution, convNames),
  conv2d: convolution(F.conv2d, convNames),
  conv_transpose1d: convolution(F.convTranspose1d as Convolution, transposeNames),
  conv_transpose2d: convolution(F.convTranspose2d as Convolution, transposeNames),

  max_pool1d: pooling(F.maxPool1d, maxNames),
  max_pool2d: pooling(F.maxPool2d, maxNames),
  avg_pool1d: pooling(F.avgPool1d, avgNames),
  avg_pool2d: pooling(F.avgPool2d, avgNames),
  adaptive_max_pool1d: adaptive(F.adaptiveMaxPool1d),
  adaptive_max_pool2d: adaptive(F.adaptiveMaxPool2d),
  adaptive_avg_pool1d: ({ named: { input } }, attrs) => [F.adaptiveAvgPool1d(input, attrs.output_size as number)],
  adaptive_avg_pool2d: ({ named: { input } }, attrs) => [F.adaptiveAvgPool2d(input, attrs.output_size as number)],
  max_unpool1d: ({ named: { input, indices } }, attrs) => [
    F.maxUnpool1d(input, indices, attrs.kernel_size as number, optionsOf(attrs, unpoolNames)),
  ],
  max_unpool2d: ({ named: { input, indices } }, attrs) => [
    F.maxUnpool2d(input, indices, attrs.kernel_size as number, optionsOf(attrs, unpoolNames)),
  ],

  pad: ({ named: { input } }, attrs) => [
    F.pad(input, attrs.pad as number[], optionsOf(attrs, { mode: 'mode', value: 'value' })),
  ],
  unfold: ({ named: { input } }, attrs) => [F.unfold(input, attrs.kernel_size as number, optionsOf(attrs, foldNames))],
  fold: ({ named: { input } }, attrs) => [
    F.fold(input, attrs.output_size as number, attrs.kernel_size as number, optionsOf(attrs, foldNames)),
  ],
  interpolate: ({ named: { input } }, attrs) => [F.interpolate(input, optionsOf(attrs, resizeNames))],
  pixel_shuffle: ({ named: { input } }, attrs) => [F.pixelShuffle(input, attrs.upscale_factor as number)],
  pixel_unshuffle: ({ named: { input } }, attrs) => [F.pixelUnshuffle(input, attrs.downscale_factor as number)],
  channel_shuffle: ({ named: { input } }, attrs) => [F.channelShuffle(input, attrs.groups as number)],
};
