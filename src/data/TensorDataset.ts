import { type NumberArray, newArray } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { fromArray } from '../tensor/fromArray.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Collated } from './collate.ts';
import { checkIndex, type Dataset } from './dataset.ts';
import { hostArray, type OnHost } from './hostArray.ts';

/** A sample of a `TensorDataset`: a row of each of its tensors. */
type Rows<Tensors extends readonly Tensor[]> = { [Index in keyof Tensors]: Tensor };

/**
 * Samples that lie in tensors: sample i is row i of each. The numbers are copied once, when the first sample is asked
 * for: changing the tensors afterwards does not change the samples.
 */
export class TensorDataset<const Tensors extends readonly Tensor[]> implements Dataset<Rows<Tensors>> {
  readonly tensors: Tensors;
  readonly length: number;
  #numbers: readonly NumberArray[] | undefined;

  /** @throws ShapeError unless there is a tensor and all have equally many rows. */
  constructor(...tensors: Tensors) {
    const [first] = tensors;
    if (first === undefined || tensors.some(({ shape }) => shape.length === 0 || shape[0] !== first.shape[0])) {
      const shapes = Object.fromEntries(tensors.map(({ shape }, index) => [`tensor ${index}`, shape]));
      throw new ShapeError('TensorDataset', 'expects tensors with equally many rows', shapes);
    }
    this.tensors = tensors;
    this.length = first.shape[0];
  }

  get(index: number): Rows<Tensors> {
    checkIndex('TensorDataset', index, this.length);
    const rows = this.tensors.map(({ shape, dtype }, part) => {
      const [row, length] = [this.#read()[part], rowLength(shape)];
      return fromArray(row.slice(index * length, (index + 1) * length), shape.slice(1), { dtype });
    });
    return rows as unknown as Rows<Tensors>; // map forgets that the list is as long as before
  }

  getBatch(indices: readonly number[]): OnHost<Collated<Rows<Tensors>>> {
    const batch = this.tensors.map(({ shape, dtype }, part) => {
      const [numbers, length] = [this.#read()[part], rowLength(shape)];
      const out = newArray(dtype, indices.length * length);
      indices.forEach((index, place) => {
        checkIndex('TensorDataset', index, this.length);
        out.set(numbers.subarray(index * length, (index + 1) * length), place * length);
      });
      return hostArray(out, [indices.length, ...shape.slice(1)], dtype);
    });
    return batch as OnHost<Collated<Rows<Tensors>>>;
  }

  #read(): readonly NumberArray[] {
    this.#numbers ??= this.tensors.map((tensor) => tensor.toTypedArray());
    return this.#numbers;
  }
}

function rowLength(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, size) => product * size, 1);
}
