import type { ConvSizes } from '../../../kernels/window/convSizes.ts';
import { conv2dBands } from '../kernels/conv2dBands.ts';
import { conv2dGradWeightBands } from '../kernels/conv2dGradWeightBands.ts';
import { biasedFromChannelBands, fromChannelBands } from '../kernels/fromChannelBands.ts';
import { paddedMatrix } from '../kernels/paddedMatrix.ts';
import { spacedPlanes } from '../kernels/spacedPlanes.ts';
import { tapPlaces } from '../kernels/tapPlaces.ts';
import { turnedWeight } from '../kernels/turnedWeight.ts';
import { weightFromBands } from '../kernels/weightFromBands.ts';
import { ifItFits, type Plan, roundedUp, type Source, type Step, step } from './plan.ts';

// Mode webasm: a convolution and its gradients in bands of four channels, or of four weights.

/** The parts in which gradients of weights are summed: enough for rounding to stay small, and few beside the images. */
const mostParts = 64;

/** A convolution that has its padding in its input already, and how that comes about. */
interface Unpadded {
  readonly source: Source;
  readonly steps: readonly Step[];
  readonly sizes: ConvSizes;
}

export function conv2dInBands(sizes: ConvSizes): Plan | undefined {
  const groupBands = Math.ceil(sizes.groupOutChannels / 4);
  const groups = sizes.outChannels / sizes.groupOutChannels;
  const filterSize = sizes.groupInChannels * sizes.kernelHeight * sizes.kernelWidth;

  const { source, steps, sizes: unpadded } = withoutPadding(sizes, { input: 0 });
  const plan = [...steps];
  let weight: Source = { input: 1 };
  if (sizes.groupOutChannels % 4 !== 0) {
    plan.push(
      step(
        paddedMatrix,
        [weight],
        {
          rows: sizes.groupOutChannels,
          inner: filterSize,
          batchStride: sizes.groupOutChannels * filterSize,
          rowStride: filterSize,
          innerStride: 1,
        },
        [filterSize, 4 * groupBands, groups],
      ),
    );
    weight = { step: plan.length - 1 };
  }
  plan.push(bandsOf(unpadded, source, weight, groupBands));
  plan.push(
    step(
      biasedFromChannelBands,
      [{ step: plan.length - 1 }, { input: 2 }],
      {
        groupChannels: sizes.groupOutChannels,
        groupBands,
        imageBands: groups * groupBands,
        height: sizes.outHeight,
        width: sizes.outWidth,
        pitch: roundedUp(sizes.outWidth),
      },
      [sizes.outHeight * sizes.outWidth, sizes.outChannels, sizes.images],
    ),
  );
  return ifItFits(plan);
}

/**
 * Every pixel asks which windows read it: that is a convolution of the gradients, as far apart as the windows were and
 * with zeros around them, and its weight is turned by half a turn.
 */
export function conv2dGradInputInBands(sizes: ConvSizes): Plan | undefined {
  const { images, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth, groupInChannels } = sizes;
  const { kernelHeight, kernelWidth, strideY, strideX, paddingY, paddingX, dilationY, dilationX } = sizes;
  const groups = inChannels / groupInChannels;
  const groupBands = Math.ceil(groupInChannels / 4);
  const reachY = dilationY * (kernelHeight - 1);
  const reachX = dilationX * (kernelWidth - 1);
  const spacedHeight = inHeight + reachY;
  const spacedWidth = inWidth + reachX;

  const spaced = step(
    spacedPlanes,
    [{ input: 0 }],
    {
      height: outHeight,
      width: outWidth,
      spaceY: strideY,
      spaceX: strideX,
      top: reachY - paddingY,
      left: reachX - paddingX,
    },
    [spacedWidth, spacedHeight, images * outChannels],
  );
  const turned = step(
    turnedWeight,
    [{ input: 1 }],
    { groupInChannels, groupOutChannels: sizes.groupOutChannels, groupBands, kernelHeight, kernelWidth },
    [kernelHeight * kernelWidth, sizes.groupOutChannels, groups * groupBands * 4],
  );
  const back: ConvSizes = {
    ...sizes,
    inChannels: outChannels,
    inHeight: spacedHeight,
    inWidth: spacedWidth,
    outChannels: inChannels,
    outHeight: inHeight,
    outWidth: inWidth,
    groupInChannels: sizes.groupOutChannels,
    groupOutChannels: groupInChannels,
    strideY: 1,
    strideX: 1,
  };
  return ifItFits([
    spaced,
    turned,
    bandsOf(back, { step: 0 }, { step: 1 }, groupBands),
    step(
      fromChannelBands,
      [{ step: 2 }],
      {
        groupChannels: groupInChannels,
        groupBands,
        imageBands: groups * groupBands,
        height: inHeight,
        width: inWidth,
        pitch: roundedUp(inWidth),
      },
      [inHeight * inWidth, inChannels, images],
    ),
  ]);
}

export function conv2dGradWeightInBands(sizes: ConvSizes): Plan | undefined {
  const { images, groupInChannels, groupOutChannels, kernelHeight, kernelWidth } = sizes;
  const groups = sizes.outChannels / groupOutChannels;
  const filterSize = groupInChannels * kernelHeight * kernelWidth;
  const bands = Math.ceil(filterSize / 4);
  const partImages = Math.ceil(images / mostParts);
  const parts = Math.ceil(images / partImages);

  const { source, steps, sizes: unpadded } = withoutPadding(sizes, { input: 1 });
  const { inHeight, inWidth, dilationY, dilationX } = unpadded;
  const places = step(
    tapPlaces,
    [],
    { inHeight, inWidth, groupInChannels, kernelHeight, kernelWidth, dilationY, dilationX },
    [roundedUp(filterSize), 1, 1],
  );
  const banded = step(
    conv2dGradWeightBands,
    [{ input: 0 }, source, { step: steps.length }],
    {
      images,
      partImages,
      groups,
      inChannels: unpadded.inChannels,
      inHeight,
      inWidth,
      outHeight: unpadded.outHeight,
      outWidth: unpadded.outWidth,
      groupInChannels,
      groupOutChannels,
      strideY: unpadded.strideY,
      strideX: unpadded.strideX,
    },
    [roundedUp(groupOutChannels), bands, parts * groups],
  );
  return ifItFits([
    ...steps,
    places,
    banded,
    step(
      weightFromBands,
      [{ step: steps.length + 1 }],
      { parts, groups, groupOutChannels, filterSize, bands, pitch: roundedUp(groupOutChannels) },
      [filterSize * groupOutChannels, 1, groups],
    ),
  ]);
}

function bandsOf(sizes: ConvSizes, input: Source, weight: Source, groupBands: number): Step {
  const { inChannels, inHeight, inWidth, groupInChannels, kernelHeight, kernelWidth } = sizes;
  const { strideY, strideX, dilationY, dilationX } = sizes;
  const imageBands = (inChannels / groupInChannels) * groupBands;
  return step(
    conv2dBands,
    [input, weight],
    {
      inChannels,
      inHeight,
      inWidth,
      outWidth: sizes.outWidth,
      groupInChannels,
      groupBands,
      imageBands,
      kernelHeight,
      kernelWidth,
      strideY,
      strideX,
      dilationY,
      dilationX,
    },
    [roundedUp(sizes.outWidth), sizes.outHeight, sizes.images * imageBands],
  );
}

/** Puts the padding into the input, and no more rows and columns than the windows reach. */
function withoutPadding(sizes: ConvSizes, source: Source): Unpadded {
  const { images, inChannels, inHeight, inWidth, outHeight, outWidth, paddingY, paddingX } = sizes;
  const height = (outHeight - 1) * sizes.strideY + sizes.dilationY * (sizes.kernelHeight - 1) + 1;
  const width = (outWidth - 1) * sizes.strideX + sizes.dilationX * (sizes.kernelWidth - 1) + 1;
  if (paddingY === 0 && paddingX === 0 && height <= inHeight && width <= inWidth) return { source, steps: [], sizes };
  const padded = step(
    spacedPlanes,
    [source],
    { height: inHeight, width: inWidth, spaceY: 1, spaceX: 1, top: paddingY, left: paddingX },
    [width, height, images * inChannels],
  );
  return {
    source: { step: 0 },
    steps: [padded],
    sizes: { ...sizes, inHeight: height, inWidth: width, paddingY: 0, paddingX: 0 },
  };
}
