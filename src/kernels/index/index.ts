import { clearRow } from './clearRow.ts';
import { flatIndex } from './flatIndex.ts';
import { gather } from './gather.ts';
import { indexAdd } from './indexAdd.ts';
import { indexCopy } from './indexCopy.ts';
import { indexSelect } from './indexSelect.ts';
import { lastWriter } from './lastWriter.ts';
import { oneHot } from './oneHot.ts';
import { scatter } from './scatter.ts';
import { scatterAdd } from './scatterAdd.ts';

/** Kernels whose reads depend on indices found in the data. */
export const indexKernels = {
  clearRow,
  flatIndex,
  gather,
  indexAdd,
  indexCopy,
  indexSelect,
  lastWriter,
  oneHot,
  scatter,
  scatterAdd,
} as const;
