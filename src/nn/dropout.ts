import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { AnyDropout } from './AnyDropout.ts';

/** Drops single elements, and divides what stays by 1 − p: `F.dropout`. */
export class Dropout extends AnyDropout {
  protected override drop(input: Tensor): Tensor {
    return F.dropout(input, this.p);
  }
}

/** Drops whole channels of [samples, channels, length]: `F.dropout1d`. */
export class Dropout1d extends AnyDropout {
  protected override drop(input: Tensor): Tensor {
    return F.dropout1d(input, this.p);
  }
}

/** Drops whole channels of [images, channels, height, width]: `F.dropout2d`. */
export class Dropout2d extends AnyDropout {
  protected override drop(input: Tensor): Tensor {
    return F.dropout2d(input, this.p);
  }
}
