import type { ConvSizes } from '../../../kernels/window/convSizes.ts';
import { conv2dBands } from '../kernels/conv2dBands.ts';
import { conv2dGradWeightBands } from '../kernels/conv2dGradWeightBands.ts';
import { biasedFromChannelBands, fromChannelBands } from '../kernels/fromChannelBands.ts';
import { biasedFromWholeBands, fromWholeBands } from '../kernels/fromWholeBands.ts';
import { paddedMatrix } from '../kernels/paddedMatrix.ts';
import { paddedPlanes } from '../kernels/paddedPlanes.ts';
import { spacedPlanes } from '../kernels/spacedPlanes.ts';
import { tapPlaces } from '../kernels/tapPlaces.ts';
import { turnedWeight } from '../kernels/turnedWeight.ts';
import { weightFromBands } from '../kernels/weightFromBands.ts';
import { ifItFits, type Plan, roundedUp, type Source, type Step, step } from './plan.ts';

// Modes webasm and webgpu: a convolution and its gradients in bands of four channels, or of four weights.

/** The parts in which gradients of weights are summed: enough for rounding to stay small, and few beside the images. */
const mostParts = 64;

export function conv2dInBands(sizes: ConvSizes): Plan | undefined {
  const { groupOutChannels } = sizes;
  const filterSize = sizes.groupInChannels * sizes.kernelHeight * sizes.kernelWidth;
  const { source, steps, sizes: unpadded } = withoutPadding(sizes, { input: 0 });
  const plan = [...steps];
  let weight: Source = { input: 1 };
  if (groupOutChannels % 4 !== 0) {
    const inFours = step(
      paddedMatrix,
      [weight],
      {
        rows: groupOutChannels,
        inner: filterSize,
        batchStride: groupOutChannels * filterSize,
        rowStride: filterSize,
        innerStride: 1,
      },
      [filterSize, roundedUp(groupOutChannels), sizes.outChannels / groupOutChannels],
    );
    weight = { step: plan.push(inFours) - 1 };
  }
  const banded: Source = { step: plan.push(bandsOf(unpadded, source, weight)) - 1 };
  return ifItFits([...plan, inOrder(sizes, banded, { input: 2 })]);
}

/**
 * Every pixel asks which windows read it: that is a convolution of the gradients, as far apart as the windows were and
 * with zeros around them, and its weight is turned by half a turn.
 */
export function conv2dGradInputInBands(sizes: ConvSizes): Plan | undefined {
  const { inChannels, inHeight, inWidth, outChannels, outHeight, outWidth, groupInChannels, groupOutChannels } = sizes;
  const { kernelHeight, kernelWidth, strideY, strideX } = sizes;
  const reachY = sizes.dilationY * (kernelHeight - 1);
  const reachX = sizes.dilationX * (kernelWidth - 1);
  const back: ConvSizes = {
    ...sizes,
    inChannels: outChannels,
    inHeight: inHeight + reachY,
    inWidth: roundedUp(inWidth + reachX), // whole vectors are padded faster
    outChannels: inChannels,
    outHeight: inHeight,
    outWidth: inWidth,
    groupInChannels: groupOutChannels,
    groupOutChannels: groupInChannels,
    strideY: 1,
    strideX: 1,
  };
  const around = { height: outHeight, width: outWidth, top: reachY - sizes.paddingY, left: reachX - sizes.paddingX };
  const threads = [back.inWidth, back.inHeight, sizes.images * outChannels] as const;
  const groupBands = Math.ceil(groupInChannels / 4);
  return ifItFits([
    strideY === 1 && strideX === 1
      ? step(paddedPlanes, [{ input: 0 }], around, threads)
      : step(spacedPlanes, [{ input: 0 }], { ...around, spaceY: strideY, spaceX: strideX }, threads),
    step(turnedWeight, [{ input: 1 }], { groupInChannels, groupOutChannels, groupBands, kernelHeight, kernelWidth }, [
      kernelHeight * kernelWidth,
      groupOutChannels,
      (inChannels / groupInChannels) * groupBands * 4,
    ]),
    bandsOf(back, { step: 0 }, { step: 1 }),
    inOrder(back, { step: 2 }),
  ]);
}

export function conv2dGradWeightInBands(sizes: ConvSizes): Plan | undefined {
  const { images, groupInChannels, groupOutChannels, kernelHeight, kernelWidth } = sizes;
  const groups = sizes.outChannels / groupOutChannels;
  const filterSize = groupInChannels * kernelHeight * kernelWidth;
  const bands = Math.ceil(filterSize / 4);
  const pitch = roundedUp(groupOutChannels);
  const partImages = Math.ceil(images / mostParts);
  const parts = Math.ceil(images / partImages);

  const { source, steps, sizes: unpadded } = withoutPadding(sizes, { input: 1 });
  const { inChannels, inHeight, inWidth, outHeight, outWidth, strideY, strideX, dilationY, dilationX } = unpadded;
  const image = { inChannels, inHeight, inWidth, groupInChannels };
  return ifItFits([
    ...steps,
    step(tapPlaces, [], { inHeight, inWidth, groupInChannels, kernelHeight, kernelWidth, dilationY, dilationX }, [
      4 * bands,
      1,
      1,
    ]),
    step(
      conv2dGradWeightBands,
      [{ input: 0 }, source, { step: steps.length }],
      { ...image, images, partImages, groups, outHeight, outWidth, groupOutChannels, strideY, strideX },
      [pitch, bands, parts * groups],
    ),
    step(weightFromBands, [{ step: steps.length + 1 }], { parts, groups, groupOutChannels, filterSize, bands, pitch }, [
      filterSize * groupOutChannels,
      1,
      groups,
    ]),
  ]);
}

/** A convolution without padding and bias, in bands of four output channels. */
function bandsOf(sizes: ConvSizes, input: Source, weight: Source): Step {
  const { inChannels, inHeight, inWidth, outHeight, outWidth, groupInChannels, kernelHeight, kernelWidth } = sizes;
  const { strideY, strideX, dilationY, dilationX } = sizes;
  const groupBands = Math.ceil(sizes.groupOutChannels / 4);
  const imageBands = (inChannels / groupInChannels) * groupBands;
  return step(
    conv2dBands,
    [input, weight],
    {
      ...{ inChannels, inHeight, inWidth, outHeight, outWidth, groupInChannels, groupBands, imageBands },
      ...{ kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX },
    },
    [roundedUp(outHeight * outWidth), sizes.images * imageBands, 1],
  );
}

/** Bands of four output channels put in order, the bias added where there is one. */
function inOrder(sizes: ConvSizes, banded: Source, bias?: Source): Step {
  const { images, outChannels, outHeight, outWidth, groupOutChannels } = sizes;
  const places = outHeight * outWidth;
  const pitch = roundedUp(places);
  const groupBands = Math.ceil(groupOutChannels / 4);
  const imageBands = (outChannels / groupOutChannels) * groupBands;
  const inputs = bias ? [banded, bias] : [banded];
  if (groupOutChannels % 4 !== 0) {
    const kernel = bias ? biasedFromChannelBands : fromChannelBands;
    const bandSizes = { groupChannels: groupOutChannels, groupBands, imageBands, pitch };
    return step(kernel, inputs, bandSizes, [places, outChannels, images]);
  }
  const threads = [places, 4, images * imageBands] as const;
  return bias
    ? step(biasedFromWholeBands, inputs, { pitch, imageBands }, threads)
    : step(fromWholeBands, inputs, { pitch }, threads);
}

/** A convolution that has its padding in its input already, and how that comes about. */
interface Unpadded {
  readonly source: Source;
  readonly steps: readonly Step[];
  readonly sizes: ConvSizes;
}

/** Puts the padding into the input, and no more rows than the windows reach. */
function withoutPadding(sizes: ConvSizes, source: Source): Unpadded {
  const { images, inChannels, inHeight, inWidth, outHeight, outWidth, paddingY, paddingX } = sizes;
  const height = (outHeight - 1) * sizes.strideY + sizes.dilationY * (sizes.kernelHeight - 1) + 1;
  const width = (outWidth - 1) * sizes.strideX + sizes.dilationX * (sizes.kernelWidth - 1) + 1;
  if (paddingY === 0 && paddingX === 0 && height <= inHeight && width <= inWidth) return { source, steps: [], sizes };
  const padded = step(paddedPlanes, [source], { height: inHeight, width: inWidth, top: paddingY, left: paddingX }, [
    roundedUp(width),
    height,
    images * inChannels,
  ]);
  return {
    source: { step: 0 },
    steps: [padded],
    sizes: { ...sizes, inHeight: height, inWidth: roundedUp(width), paddingY: 0, paddingX: 0 },
  };
}
