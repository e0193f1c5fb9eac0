import { strided } from '../../kernels/move/strided.ts';
import { conv2dGradInput } from '../../kernels/window/conv2dGradInput.ts';
import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import { renamed, transposedNaming } from '../naming.ts';
import { coordinatesOf } from '../reads.ts';
import { type Sight, sightOf, type View } from '../view.ts';
import { viewConv2dGradInput } from './conv2d.ts';

/**
 * Two numbers that were added: in a backward pass, the shares of a gradient that came back on two ways. The partial sums
 * say which kernels made them. A transposed convolution adds its bias in this way, and is shown as what it is.
 */
export function viewAdd(sight: Sight<object>): View {
  return viewWithBias(sight) ?? viewTwo(sight);
}

function viewTwo({ flat, shape, reads, arrays, making }: Sight<object>): View {
  const index = coordinatesOf(flat, shape);
  const taps = making.kernel.inputs.map((tensor, i) => {
    const value = reads.take(tensor, flat);
    return { place: [i], cell: { tensor, index, value }, product: value, isPadding: false };
  });
  const partials = taps.map(({ cell, product }) => ({
    label: arrays[cell.tensor].making?.kernel.name ?? cell.tensor,
    sum: product,
  }));
  return { operation: 'add', pass: 'forward', output: { tensor: 'output', index }, taps, partials };
}

/** What was convolved backwards, and had a number for each of its channels added. */
function viewWithBias(sight: Sight<object>): View | undefined {
  const { flat, shape, reads, arrays } = sight;
  const [convolved, bias] = [arrays.a.making, arrays.b.making];
  if (convolved === undefined || bias === undefined) return undefined;
  if ((convolved.kernel as unknown) !== conv2dGradInput || (bias.kernel as unknown) !== strided) return undefined;
  const [channels] = bias.inputs;
  const { inChannels } = convolved.request.sizes as ConvSizes;
  if (channels.length !== inChannels) return undefined;

  const within = sightOf<ConvSizes>(convolved, flat, shape);
  const view = viewConv2dGradInput(within);
  within.reads.finish();
  reads.take('a', flat);
  const value = reads.take('b', flat);
  const [read] = sightOf(bias, flat, shape).reads.made;
  const named = renamed(view, transposedNaming(view.operation.endsWith('1d') ? '1d' : '2d'));
  return { ...named, kernel: convolved.kernel.name, bias: { tensor: 'bias', index: [read.index], value } };
}
