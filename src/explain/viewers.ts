import type { kernels } from '../kernels/all.ts';
import type { Viewer } from './view.ts';
import { viewAdd } from './views/add.ts';
import { viewAdaptiveAvgPool, viewAdaptiveAvgPoolGrad, viewAvgPool, viewAvgPoolGrad } from './views/avgPool.ts';
import { viewConv2d, viewConv2dGradInput, viewConv2dGradWeight } from './views/conv2d.ts';
import { viewCrossEntropy, viewCrossEntropyGrad, viewDiv } from './views/crossEntropy.ts';
import { viewLinear, viewMatmul } from './views/matmul.ts';
import {
  viewAdaptiveMaxPoolGrad,
  viewAdaptiveMaxPoolIndices,
  viewGather,
  viewMaxPoolGrad,
  viewMaxPoolIndices,
} from './views/maxPool.ts';
import { viewPad } from './views/padding.ts';
import { viewPadGrad } from './views/padGrad.ts';
import { viewLogSoftmax, viewSoftmax, viewSoftmaxGrad } from './views/softmax.ts';
import { viewScale, viewSum } from './views/sum.ts';

/** The kernels whose windows can be drawn; the others are explained by their reads. */
export const viewers: Partial<Record<keyof typeof kernels, Viewer>> = {
  adaptiveAvgPool2d: viewAdaptiveAvgPool,
  adaptiveAvgPool2dGrad: viewAdaptiveAvgPoolGrad,
  adaptiveMaxPool2dGrad: viewAdaptiveMaxPoolGrad,
  adaptiveMaxPool2dIndices: viewAdaptiveMaxPoolIndices,
  add: viewAdd,
  avgPool2d: viewAvgPool,
  avgPool2dGrad: viewAvgPoolGrad,
  conv2d: viewConv2d,
  conv2dGradInput: viewConv2dGradInput,
  conv2dGradWeight: viewConv2dGradWeight,
  crossEntropyGrad: viewCrossEntropyGrad,
  crossEntropyRows: viewCrossEntropy,
  div: viewDiv,
  gather: viewGather,
  linear: viewLinear,
  logSoftmax: viewLogSoftmax,
  matmul: viewMatmul,
  maxPool2dGrad: viewMaxPoolGrad,
  maxPool2dIndices: viewMaxPoolIndices,
  pad: viewPad,
  padGrad: viewPadGrad,
  scale: viewScale,
  softmax: viewSoftmax,
  softmaxGrad: viewSoftmaxGrad,
  sum: viewSum,
};
