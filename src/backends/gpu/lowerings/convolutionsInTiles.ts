import type { ConvSizes } from '../../../kernels/window/convSizes.ts';
import { type ChannelQuadsSizes, channelQuads } from '../kernels/channelQuads.ts';
import { conv2dGradWeightTiles } from '../kernels/conv2dGradWeightTiles.ts';
import { conv2dTiles } from '../kernels/conv2dTiles.ts';
import { biasedFromTiles, fromTiles } from '../kernels/fromTiles.ts';
import { type QuadRowsSizes, quadRows } from '../kernels/quadRows.ts';
import { weightFromTiles } from '../kernels/weightFromTiles.ts';
import { ifItFits, type Plan, type Source, step } from './plan.ts';

// WebGL: a convolution and its gradients, four channels of a pixel at a time.

/** The parts in which gradients of weights are summed: enough for rounding to stay small, and few beside the images. */
const mostParts = 64;

export function conv2dInTiles(sizes: ConvSizes): Plan | undefined {
  const { groupInChannels, kernelHeight, kernelWidth } = sizes;
  const taps = kernelHeight * kernelWidth;
  const weight = { start: 0, innerStride: taps, stepStride: 1, rowStride: groupInChannels * taps };
  return ifItFits(tiled(sizes, { spaceY: 1, spaceX: 1 }, weight, { input: 2 }));
}

/**
 * Every pixel asks which windows read it: that is a convolution of the gradients, as far apart as the windows were and
 * with zeros around them, and its weight is turned by half a turn.
 */
export function conv2dGradInputInTiles(sizes: ConvSizes): Plan | undefined {
  const { groupInChannels, groupOutChannels, kernelHeight, kernelWidth, strideY, strideX } = sizes;
  const taps = kernelHeight * kernelWidth;
  const back: ConvSizes = {
    ...sizes,
    inChannels: sizes.outChannels,
    inHeight: sizes.outHeight,
    inWidth: sizes.outWidth,
    outChannels: sizes.inChannels,
    outHeight: sizes.inHeight,
    outWidth: sizes.inWidth,
    groupInChannels: groupOutChannels,
    groupOutChannels: groupInChannels,
    paddingY: sizes.dilationY * (kernelHeight - 1) - sizes.paddingY,
    paddingX: sizes.dilationX * (kernelWidth - 1) - sizes.paddingX,
    strideY: 1,
    strideX: 1,
  };
  const turned = { start: taps - 1, innerStride: groupInChannels * taps, stepStride: -1, rowStride: taps };
  return ifItFits(tiled(back, { spaceY: strideY, spaceX: strideX }, turned));
}

export function conv2dGradWeightInTiles(sizes: ConvSizes): Plan | undefined {
  const { images, outChannels, outHeight, outWidth, groupInChannels, groupOutChannels } = sizes;
  const { kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX } = sizes;
  const partImages = Math.ceil(images / mostParts);
  const parts = Math.ceil(images / partImages);
  const quads = Math.ceil(groupInChannels / 4);
  const outQuads = Math.ceil(outWidth / 4);
  const taps = kernelHeight * kernelWidth;
  const rows = images * outChannels * outHeight;
  const { inHeight, inWidth, pixels } = pixelsOf(sizes, { input: 1 }, { spaceY: 1, spaceX: 1 }, outWidth);
  return ifItFits([
    pixels,
    step(
      quadRows,
      [{ input: 0 }],
      {
        ...{ start: 0, inner: outWidth, innerStride: 1, stepStride: 0 },
        ...{ rows, pitch: rows, rowStride: outWidth, batchStride: 0 },
      },
      [outQuads, 1, rows],
    ),
    step(
      conv2dGradWeightTiles,
      [{ step: 1 }, { step: 0 }],
      {
        ...{ images, partImages, groups: outChannels / groupOutChannels, groupOutChannels, inHeight, inWidth },
        ...{ outHeight, outWidth, kernelWidth, quads, strideY, strideX, dilationY, dilationX },
      },
      [quads, taps, parts * outChannels],
    ),
    step(weightFromTiles, [{ step: 2 }], { parts, outChannels, taps, quads }, [taps, groupInChannels, outChannels]),
  ]);
}

/** How far apart the pixels of an image are put. */
type Spaces = Pick<ChannelQuadsSizes, 'spaceY' | 'spaceX'>;

/** A convolution of input 0 with the weight that is input 1, read by those strides. */
function tiled(
  sizes: ConvSizes,
  spaces: Spaces,
  weight: Pick<QuadRowsSizes, 'start' | 'innerStride' | 'stepStride' | 'rowStride'>,
  bias?: Source,
): Plan {
  const { images, outChannels, outHeight, outWidth, groupInChannels, groupOutChannels } = sizes;
  const { kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX } = sizes;
  const groups = outChannels / groupOutChannels;
  const rowPairs = Math.ceil(groupOutChannels / 2);
  const columnPairs = Math.ceil(outWidth / 2);
  const quads = Math.ceil(groupInChannels / 4);
  const taps = kernelHeight * kernelWidth;
  const { inHeight, inWidth, pixels } = pixelsOf(sizes, { input: 0 }, spaces, 2 * columnPairs);
  const order = { rows: groupOutChannels, rowPairs, height: outHeight, columnPairs };
  const threads = [outWidth, outHeight, images * outChannels] as const;
  return [
    pixels,
    step(
      quadRows,
      [{ input: 1 }],
      {
        ...weight,
        inner: groupInChannels,
        rows: groupOutChannels,
        pitch: 2 * rowPairs,
        batchStride: groupOutChannels * groupInChannels * taps,
      },
      [quads, taps, groups * 2 * rowPairs],
    ),
    step(
      conv2dTiles,
      [{ step: 0 }, { step: 1 }],
      {
        ...{ inHeight, inWidth, quads, groups, rowPairs },
        ...{ kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX },
      },
      [columnPairs, outHeight, images * groups * rowPairs],
    ),
    bias
      ? step(biasedFromTiles, [{ step: 2 }, bias], { ...order, biasRows: outChannels, biasStride: 0 }, threads)
      : step(fromTiles, [{ step: 2 }], order, threads),
  ];
}

/** Images with the padding in them, as large as windows at `places` places of each row need. */
function pixelsOf(sizes: ConvSizes, source: Source, { spaceY, spaceX }: Spaces, places: number) {
  const { images, inChannels, groupInChannels } = sizes;
  const inHeight = (sizes.outHeight - 1) * sizes.strideY + sizes.dilationY * (sizes.kernelHeight - 1) + 1;
  const inWidth = (places - 1) * sizes.strideX + sizes.dilationX * (sizes.kernelWidth - 1) + 1;
  const pixels = step(
    channelQuads,
    [source],
    {
      ...{ channels: groupInChannels, height: sizes.inHeight, width: sizes.inWidth, moreHeight: inHeight },
      ...{ top: sizes.paddingY, left: sizes.paddingX, spaceY, spaceX },
    },
    [Math.ceil(groupInChannels / 4), inWidth, images * (inChannels / groupInChannels) * inHeight],
  );
  return { inHeight, inWidth, pixels };
}
