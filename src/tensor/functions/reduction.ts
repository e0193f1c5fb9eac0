import { ArgumentError } from '../../errors.ts';
import { meanOfAll } from '../../ops/loss/meanOfAll.ts';
import { apply, type Tensor } from '../tensor.ts';

/** How the losses of elements or rows become the result: their mean, their sum, or as they are. */
export type Reduction = 'mean' | 'sum' | 'none';

/** @throws ArgumentError unless `reduction` is one of `known`. */
export function checkReduction(
  operation: string,
  reduction: string,
  known: readonly string[] = ['mean', 'sum', 'none'],
): void {
  if (!known.includes(reduction)) {
    const choice = known.map((name) => `'${name}'`).join(' or ');
    throw new ArgumentError(operation, `reduction must be ${choice}, but is '${reduction}'`);
  }
}

/** The losses reduced. The mean divides by `count`, which is how many there are unless given. */
export function reduceLosses(losses: Tensor, reduction: Reduction, count = losses.numel): Tensor {
  return reduction === 'none' ? losses : apply(meanOfAll, [losses], { divisor: reduction === 'mean' ? count : 1 });
}
