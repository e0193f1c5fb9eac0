import { indexKernels } from './index/index.ts';
import { linear } from './linear.ts';
import { lossKernels } from './loss/index.ts';
import { matmul } from './matmul.ts';
import { moveKernels } from './move/index.ts';
import { normKernels } from './norm/index.ts';
import { optimKernels } from './optim/index.ts';
import { pointwiseKernels } from './pointwise/index.ts';
import { reduceKernels } from './reduce/index.ts';
import { scanKernels } from './scan/index.ts';
import { windowKernels } from './window/index.ts';

/** Every kernel there is. Backends, tests and docs walk this list; nothing else registers kernels. */
export const kernels = {
  linear,
  matmul,
  ...indexKernels,
  ...lossKernels,
  ...moveKernels,
  ...normKernels,
  ...optimKernels,
  ...pointwiseKernels,
  ...reduceKernels,
  ...scanKernels,
  ...windowKernels,
} as const;
