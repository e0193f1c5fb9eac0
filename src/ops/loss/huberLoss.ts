import { huberLossGrad, huberLoss as kernel } from '../../kernels/loss/huberLoss.ts';
import { distanceLoss } from './distanceLoss.ts';

/** z² / 2 where z = |input − target| is below `delta`, delta·(z − delta / 2) elsewhere. The scalar is delta. */
export const huberLoss = distanceLoss('huberLoss', kernel, huberLossGrad);
