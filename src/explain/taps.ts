import type { Shape } from '../shape/rowMajor.ts';
import { flatIndex, isInside } from './reads.ts';
import type { Cell, Tap } from './step.ts';
import type { Sight } from './view.ts';

/** A place in one of the kernel's inputs, by the coordinates that its shape is read in. */
export interface Spot {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly shape: Shape;
}

/**
 * A tap that multiplies a cell with a factor; the kernel reads `first` before the other. Outside the cell's tensor lies
 * 0, and nothing is read.
 */
export function multiplied(
  sight: Sight<unknown>,
  place: readonly number[],
  { cell, factor, first }: { readonly cell: Spot; readonly factor: Spot; readonly first: 'cell' | 'factor' },
): Tap {
  if (!isInside(cell.index, cell.shape)) {
    return { place, cell: { ...named(cell), value: 0 }, factor: held(sight, factor), product: 0, isPadding: true };
  }
  const spots = first === 'cell' ? [cell, factor] : [factor, cell];
  const [one, other] = spots.map((spot) => taken(sight, spot));
  const [cellRead, factorRead] = first === 'cell' ? [one, other] : [other, one];
  return { place, cell: cellRead, factor: factorRead, product: one.value * other.value, isPadding: false };
}

/** A cell that the kernel has to have read next. */
export function taken({ reads }: Sight<unknown>, spot: Spot): Cell {
  return { ...named(spot), value: reads.take(spot.tensor, flatIndex(spot.index, spot.shape)) };
}

/** What an input holds in a cell that the kernel did not read. */
export function held({ arrays }: Sight<unknown>, spot: Spot): Cell {
  return { ...named(spot), value: arrays[spot.tensor].numbers[flatIndex(spot.index, spot.shape)] };
}

function named({ tensor, index }: Spot): Omit<Cell, 'value'> {
  return { tensor, index };
}
