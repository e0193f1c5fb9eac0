import { fill } from '../../kernels/pointwise/fill.ts';
import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import { inputPosition, outputPosition } from '../../shape/window.ts';
import { coordinatesOf } from '../reads.ts';
import type { Tap } from '../step.ts';
import { multiplied, taken } from '../taps.ts';
import { type Sight, sumsBy, type View } from '../view.ts';
import { axesOf, inAxes } from './convAxes.ts';
import { throughPadding } from './padding.ts';

/** Which cells lie under the window of one output cell, and what each is multiplied with. */
export function viewConv2d(sight: Sight<ConvSizes>): View {
  const { sizes, flat } = sight;
  const shapes = convShapes(sizes);
  const index = coordinatesOf(flat, shapes.output);
  const [image, outChannel, outY, outX] = index;
  const { groupInChannels, kernelHeight, kernelWidth, strideY, strideX, paddingY, paddingX } = sizes;
  const { dilationY, dilationX } = sizes;
  const firstChannel = Math.floor(outChannel / sizes.groupOutChannels) * groupInChannels;

  const taps: Tap[] = [];
  for (let channel = 0; channel < groupInChannels; channel++) {
    for (let tapY = 0; tapY < kernelHeight; tapY++) {
      const inY = inputPosition(outY, tapY, strideY, paddingY, dilationY);
      for (let tapX = 0; tapX < kernelWidth; tapX++) {
        const inX = inputPosition(outX, tapX, strideX, paddingX, dilationX);
        const cell = { tensor: 'input', index: [image, firstChannel + channel, inY, inX], shape: shapes.input };
        const factor = { tensor: 'weight', index: [outChannel, channel, tapY, tapX], shape: shapes.weight };
        taps.push(multiplied(sight, [channel, tapY, tapX], { cell, factor, first: 'cell' }));
      }
    }
  }
  const addend = taken(sight, { tensor: 'bias', index: [outChannel], shape: [sizes.outChannels] });
  const view: View = {
    operation: 'conv2d',
    pass: 'forward',
    output: { tensor: 'output', index },
    window: {
      tensor: 'input',
      first: [inputPosition(outY, 0, strideY, paddingY, 1), inputPosition(outX, 0, strideX, paddingX, 1)],
      size: [kernelHeight, kernelWidth],
      dilation: [dilationY, dilationX],
    },
    taps,
    partials: sumsBy(taps, ({ place: [channel] }) => `channel ${firstChannel + channel}`),
    ...(hasBias(sight) && { bias: addend }),
  };
  const seen = throughPadding(view, 'input', sight.arrays.input, shapes.input);
  return inAxes(seen, axesOf(sight.shape, shapes.output, sizes));
}

/**
 * Which output cells read one input cell, and through which weight. A tap that never lay on the cell, because the stride
 * stepped over it or the window has no such place, counts as padding: those are the zeros that a transposed convolution
 * is drawn with.
 */
export function viewConv2dGradInput(sight: Sight<ConvSizes>): View {
  const { sizes, flat } = sight;
  const shapes = convShapes(sizes);
  const index = coordinatesOf(flat, shapes.input);
  const [image, inChannel, inY, inX] = index;
  const { groupInChannels, groupOutChannels, kernelHeight, kernelWidth, strideY, strideX } = sizes;
  const { paddingY, paddingX, dilationY, dilationX } = sizes;
  const group = Math.floor(inChannel / groupInChannels);

  const taps: Tap[] = [];
  for (let tapY = 0; tapY < kernelHeight; tapY++) {
    const outY = outputPosition(inY, tapY, strideY, paddingY, dilationY);
    for (let tapX = 0; tapX < kernelWidth; tapX++) {
      const outX = outputPosition(inX, tapX, strideX, paddingX, dilationX);
      for (let channel = 0; channel < groupOutChannels; channel++) {
        const outChannel = group * groupOutChannels + channel;
        const cell = { tensor: 'gradOutput', index: [image, outChannel, outY, outX], shape: shapes.output };
        const at = [outChannel, inChannel - group * groupInChannels, tapY, tapX];
        const factor = { tensor: 'weight', index: at, shape: shapes.weight };
        taps.push(multiplied(sight, [channel, tapY, tapX], { cell, factor, first: 'cell' }));
      }
    }
  }
  const view: View = {
    operation: 'conv2d',
    pass: 'gradient of input',
    output: { tensor: 'gradInput', index },
    taps,
    partials: sumsBy(taps, ({ cell }) => `output channel ${cell.index[1]}`),
  };
  return inAxes(view, axesOf(sight.shape, shapes.input, sizes));
}

/** Which cells one weight was multiplied with, at every place of the window in every image, and what each sent back. */
export function viewConv2dGradWeight(sight: Sight<ConvSizes>): View {
  const { sizes, flat } = sight;
  const shapes = convShapes(sizes);
  const index = coordinatesOf(flat, shapes.weight);
  const [outChannel, channel, tapY, tapX] = index;
  const inChannel = Math.floor(outChannel / sizes.groupOutChannels) * sizes.groupInChannels + channel;
  const { images, outHeight, outWidth, strideY, strideX, paddingY, paddingX, dilationY, dilationX } = sizes;

  const taps: Tap[] = [];
  for (let image = 0; image < images; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const inY = inputPosition(outY, tapY, strideY, paddingY, dilationY);
      for (let outX = 0; outX < outWidth; outX++) {
        const inX = inputPosition(outX, tapX, strideX, paddingX, dilationX);
        const cell = { tensor: 'input', index: [image, inChannel, inY, inX], shape: shapes.input };
        const factor = { tensor: 'gradOutput', index: [image, outChannel, outY, outX], shape: shapes.output };
        taps.push(multiplied(sight, [image, outY, outX], { cell, factor, first: 'factor' }));
      }
    }
  }
  const view: View = {
    operation: 'conv2d',
    pass: 'gradient of weight',
    output: { tensor: 'gradWeight', index },
    // Places of the window lie as far apart as the stride.
    window: {
      tensor: 'input',
      first: [
        inputPosition(0, tapY, strideY, paddingY, dilationY),
        inputPosition(0, tapX, strideX, paddingX, dilationX),
      ],
      size: [outHeight, outWidth],
      dilation: [strideY, strideX],
    },
    taps,
    partials: sumsBy(taps, ({ place: [image] }) => `image ${image}`),
  };
  const seen = throughPadding(view, 'input', sight.arrays.input, shapes.input);
  // Whether there is an images axis, the weight does not tell; what came back for the output does.
  const hasHeight = sight.shape.length !== 3;
  const [, ...single] = shapes.output.filter((_, axis) => hasHeight || axis !== 2);
  return inAxes(seen, { hasImages: images !== 1 || !sameShape(sight.arrays.gradOutput.shape, single), hasHeight });
}

/** Where the gradient of a transposed convolution convolves, there is no bias but zeros that were filled in. */
function hasBias({ arrays }: Sight<ConvSizes>): boolean {
  return (arrays.bias.making?.kernel as unknown) !== fill;
}

/** The shapes of a convolution's tensors. */
export function convShapes(sizes: ConvSizes): { input: Shape; weight: Shape; output: Shape } {
  const { images, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth } = sizes;
  return {
    input: [images, inChannels, inHeight, inWidth],
    weight: [outChannels, sizes.groupInChannels, sizes.kernelHeight, sizes.kernelWidth],
    output: [images, outChannels, outHeight, outWidth],
  };
}
