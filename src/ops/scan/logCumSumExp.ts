import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { logCumSumExp as kernel, logCumSumExpGrad } from '../../kernels/scan/logCumSumExp.ts';
import { rowsAlong } from '../reduce/fold.ts';
import type { AxisParams } from './cumulative.ts';

/**
 * log Σ exp of everything up to here along one axis; same shape.
 *
 * The gradient is each input's share in every later sum, exp(input − output).
 */
export const logCumSumExp: Operation<AxisParams, { input: NdArray; output: NdArray }> = {
  name: 'logCumSumExp',
  forward(run, [input], { axis }) {
    const { shape, storage } = input;
    const output = run(kernel, [input], { sizes: rowsAlong(shape, axis), shape, dtype: storage.dtype });
    return { output, saved: { input, output } };
  },
  backward(run, { gradOutput, params: { axis }, saved: { input, output } }) {
    const { shape, storage } = input;
    const request = { sizes: rowsAlong(shape, axis), shape, dtype: storage.dtype };
    return [run(logCumSumExpGrad, [gradOutput, input, output], request)];
  },
};
