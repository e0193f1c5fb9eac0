import { l1Loss as kernel, l1LossGrad } from '../../kernels/loss/l1Loss.ts';
import { distanceLoss } from './distanceLoss.ts';

/** |input − target|, of the same shape and dtype. Its gradient is the sign of input − target, 0 where they are equal. */
export const l1Loss = distanceLoss('l1Loss', kernel, l1LossGrad);
