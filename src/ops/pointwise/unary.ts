import { copy } from '../../kernels/pointwise/copy.ts';
import * as errorFunction from '../../kernels/pointwise/errorFunction.ts';
import * as rounding from '../../kernels/pointwise/rounding.ts';
import * as signs from '../../kernels/pointwise/signs.ts';
import { pointwiseOperation } from './pointwiseOperation.ts';

/** The same numbers in a place of their own. */
export const clone = pointwiseOperation('clone', copy, ['same']);

/** −x. */
export const neg = pointwiseOperation('neg', signs.neg, [signs.neg]);

/** |x|. */
export const abs = pointwiseOperation('abs', signs.abs, [signs.absGrad]);

/** −1, 0 or 1: steps. */
export const sign = pointwiseOperation('sign', signs.sign, ['zero']);

/** The error function. */
export const erf = pointwiseOperation('erf', errorFunction.erf, [errorFunction.erfGrad]);

/** 1 − erf x. */
export const erfc = pointwiseOperation('erfc', errorFunction.erfc, [errorFunction.erfcGrad]);

// Rounding: steps, whose slope is 0 wherever there is one. The fraction rises as x does.

export const floor = pointwiseOperation('floor', rounding.floor, ['zero']);
export const ceil = pointwiseOperation('ceil', rounding.ceil, ['zero']);
export const trunc = pointwiseOperation('trunc', rounding.trunc, ['zero']);
export const round = pointwiseOperation('round', rounding.round, ['zero']);
export const frac = pointwiseOperation('frac', rounding.frac, ['same']);
