import type { PoolSizes } from '../../../kernels/window/poolSizes.ts';
import { tileGrad, tileWinners } from '../kernels/poolTiles.ts';
import { type Plan, step } from './plan.ts';

/** Winners of windows that lie on the image with every tap. */
export function maxPool2dIndicesInTiles(sizes: PoolSizes, length: number): Plan | undefined {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX } = sizes;
  const isInside =
    sizes.paddingY === 0 &&
    sizes.paddingX === 0 &&
    (outHeight - 1) * strideY + kernelHeight <= inHeight &&
    (outWidth - 1) * strideX + kernelWidth <= inWidth;
  if (!isInside || !isDense(sizes)) return undefined;
  return [step(tileWinners, [{ input: 0 }], sizes, [outWidth * outHeight, length / (outWidth * outHeight), 1])];
}

/** The gradient of windows that do not overlap. */
export function maxPool2dGradInTiles(sizes: PoolSizes, length: number): Plan | undefined {
  const { inHeight, inWidth, kernelHeight, kernelWidth, strideY, strideX } = sizes;
  if (!isDense(sizes) || kernelHeight > strideY || kernelWidth > strideX) return undefined;
  const inputs = [{ input: 0 }, { input: 1 }];
  return [step(tileGrad, inputs, sizes, [inWidth * inHeight, length / (inWidth * inHeight), 1])];
}

function isDense({ dilationY, dilationX }: PoolSizes): boolean {
  return dilationY === 1 && dilationX === 1;
}
