import { adaptiveAvgPool2d } from './adaptiveAvgPool2d.ts';
import { adaptiveAvgPool2dGrad } from './adaptiveAvgPool2dGrad.ts';
import { adaptiveMaxPool2dGrad } from './adaptiveMaxPool2dGrad.ts';
import { adaptiveMaxPool2dIndices } from './adaptiveMaxPool2dIndices.ts';
import { avgPool2d } from './avgPool2d.ts';
import { avgPool2dGrad } from './avgPool2dGrad.ts';
import { col2im } from './col2im.ts';
import { conv2d } from './conv2d.ts';
import { conv2dGradInput } from './conv2dGradInput.ts';
import { conv2dGradWeight } from './conv2dGradWeight.ts';
import { im2col } from './im2col.ts';
import { maxPool2dGrad } from './maxPool2dGrad.ts';
import { maxPool2dIndices } from './maxPool2dIndices.ts';
import { maxUnpool2d } from './maxUnpool2d.ts';
import { pad, padGrad } from './pad.ts';
import { resizeCubic, resizeCubicGrad } from './resizeCubic.ts';
import { resizeLinear, resizeLinearGrad } from './resizeLinear.ts';
import { resizeNearest, resizeNearestGrad } from './resizeNearest.ts';

/** Kernels whose geometry is a window or a grid laid over an image: convolution, pooling, padding, resizing. */
export const windowKernels = {
  adaptiveAvgPool2d,
  adaptiveAvgPool2dGrad,
  adaptiveMaxPool2dGrad,
  adaptiveMaxPool2dIndices,
  avgPool2d,
  avgPool2dGrad,
  col2im,
  conv2d,
  conv2dGradInput,
  conv2dGradWeight,
  im2col,
  maxPool2dGrad,
  maxPool2dIndices,
  maxUnpool2d,
  pad,
  padGrad,
  resizeCubic,
  resizeCubicGrad,
  resizeLinear,
  resizeLinearGrad,
  resizeNearest,
  resizeNearestGrad,
} as const;
