import { ArgumentError, DeviceError, DTypeError, ShapeError } from '../../errors.ts';
import { embedding as embeddingOperation } from '../../ops/index/embedding.ts';
import { oneHot as oneHotOperation } from '../../ops/index/oneHot.ts';
import { checkOptions, requireInteger } from '../../options.ts';
import { addressable } from '../../shape/checkShape.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating } from './arguments.ts';
import { toDType } from './common.ts';

export interface EmbeddingOptions {
  /** A row whose gradient stays 0, for sequences that are filled up; negative counts from the end. */
  readonly paddingIdx?: number | undefined;
}

/**
 * Looks numbers up in a table: output[…, d] = weight[input[…], d].
 *
 *   input   […], int32 or uint8
 *   weight  [rows, dimensions]
 *
 * @throws ArgumentError for a number that is no row. ShapeError, DTypeError.
 */
export function embedding(input: Tensor, weight: Tensor, options: EmbeddingOptions = {}): Tensor {
  checkOptions('embedding', options, ['paddingIdx']);
  if (weight.ndim !== 2) {
    throw new ShapeError('embedding', 'weight must be [rows, dimensions]', { weight: weight.shape });
  }
  requireFloating('embedding', 'weight', weight);
  const [rows] = weight.shape;
  const { paddingIdx } = options;
  if (paddingIdx !== undefined && !(Number.isInteger(paddingIdx) && paddingIdx >= -rows && paddingIdx < rows)) {
    throw new ArgumentError(
      'embedding',
      `paddingIdx must be an integer from ${-rows} to ${rows - 1}, but is ${paddingIdx}`,
    );
  }
  const padding = paddingIdx !== undefined && paddingIdx < 0 ? paddingIdx + rows : (paddingIdx ?? -1);
  requireIndices('embedding', input, rows);
  return apply(embeddingOperation, [weight, toDType(input, 'int32')], { paddingIdx: padding });
}

/**
 * Every label as a row of zeros with a 1 at its place: input […], int32 or uint8, gives […, numClasses], int32.
 * Without `numClasses` the largest label is the last class.
 *
 * @throws ArgumentError for a label outside the classes. DeviceError where the largest label is not known at once.
 */
export function oneHot(input: Tensor, numClasses = -1): Tensor {
  let classes = numClasses;
  if (numClasses === -1) {
    const { range } = input.storage;
    if (range === undefined) {
      throw new DeviceError('oneHot: the largest label is known to the device only; give numClasses');
    }
    if (input.numel === 0) {
      throw new ArgumentError('oneHot', 'without labels numClasses must be given');
    }
    classes = range.max + 1;
  }
  requireInteger('oneHot', 'numClasses', classes, 1);
  addressable('oneHot', [...input.shape, classes]);
  requireIndices('oneHot', input, classes);
  return apply(oneHotOperation, [toDType(input, 'int32')], { classes });
}

function requireIndices(operation: string, { dtype, storage }: Tensor, count: number): void {
  if (dtype !== 'int32' && dtype !== 'uint8') {
    throw new DTypeError(operation, `input must hold indices (int32 or uint8), but is ${dtype}. Use .to('int32').`);
  }
  const { range } = storage;
  if (range !== undefined && (range.min < 0 || range.max >= count)) {
    const bad = range.min < 0 ? range.min : range.max;
    throw new ArgumentError(operation, `index ${bad} is outside 0 … ${count - 1}`);
  }
}
