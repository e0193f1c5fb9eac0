import { smoothL1Loss as kernel, smoothL1LossGrad } from '../../kernels/loss/smoothL1Loss.ts';
import { distanceLoss } from './distanceLoss.ts';

/** z² / (2·beta) where z = |input − target| is below `beta`, z − beta / 2 elsewhere. The scalar is beta. */
export const smoothL1Loss = distanceLoss('smoothL1Loss', kernel, smoothL1LossGrad);
