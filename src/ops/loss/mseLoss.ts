import { mseLoss as kernel, mseLossGrad } from '../../kernels/loss/mseLoss.ts';
import { distanceLoss } from './distanceLoss.ts';

/** (input − target)², of the same shape and dtype. Its gradient is 2·(input − target). */
export const mseLoss = distanceLoss('mseLoss', kernel, mseLossGrad);
