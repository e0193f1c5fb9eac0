import type { DType, Tensor } from 'stridegrad';

/** A tensor in a conformance file; data row-major, with NaN and the infinities as strings. */
export interface TensorRecord {
  readonly name: string;
  readonly dtype: 'float32' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool';
  readonly shape: readonly number[];
  readonly data: readonly (number | string | boolean)[];
}

/** One case: what PyTorch was given, what it answered, and the gradients of Σ sum(outputs · cotangents). */
export interface ConformanceCase {
  readonly id: string;
  readonly op: string;
  readonly attrs: Attributes;
  readonly inputs: readonly (TensorRecord | null)[];
  readonly outputs: readonly TensorRecord[];
  readonly cotangents: readonly (TensorRecord | null)[];
  readonly grads: readonly TensorRecord[];
}

/** PyTorch's keyword arguments, as JSON. Adapters know their types. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What an adapter is given: the inputs in order (undefined for null), and by name. */
export interface AdapterInputs {
  readonly list: readonly (Tensor | undefined)[];
  readonly named: Readonly<Record<string, Tensor>>;
}

/**
 * Translates a case into calls of the public API: names and argument order, nothing else. Gives the outputs in the
 * file's order; a number stands for a float64 list's entry only in schedulers, which give plain arrays. What reads numbers
 * is awaited, for that works on every device.
 */
export type Adapter = (
  inputs: AdapterInputs,
  attrs: Attributes,
  testCase: ConformanceCase,
) => readonly AdapterOutput[] | Promise<readonly AdapterOutput[]>;

/** A tensor, or plain numbers where the API gives plain numbers (a scheduler's learning rates). */
export type AdapterOutput = Tensor | readonly number[];

/** The dtype that holds a file's dtype here: int64 becomes int32. */
export function dtypeHere(dtype: TensorRecord['dtype']): DType {
  return dtype === 'int64' ? 'int32' : dtype;
}

/** A value of a record as a number. */
export function numberOf(value: number | string | boolean): number {
  return Number(value);
}
