import { coordinatesOf, flatIndex, isInside } from '../reads.ts';
import type { Cell, Step, Tap } from '../step.ts';
import type { TracedTensor } from '../trace.ts';

/** How a cell is drawn: what it is for this step. */
export type Mark = 'plain' | 'padding' | 'tap' | 'paddingTap' | 'winner' | 'weight' | 'idle' | 'now' | 'done' | 'open';

/** One cell of a grid. */
export interface DrawnCell {
  readonly row: number;
  readonly column: number;
  readonly mark: Mark;
  /** The number in it; undefined for a cell whose number is not known yet. */
  readonly value: number | undefined;
  /** What it is multiplied with, for a cell under the window. */
  readonly factor?: number;
}

/** A plane of a tensor, or the part of it around the window. */
export interface Panel {
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly DrawnCell[];
  /** Around the window, from the first tap to the last. */
  readonly frame?: Frame;
}

type Frame = readonly [row: number, column: number, rows: number, columns: number];

/** No picture shows more rows or columns of a plane, nor more planes of a tensor. */
const mostCells = 12;
const mostPlanes = 4;

/** Coordinates of a plane and of a place in it: a row of numbers is a plane of one row. */
function placed(index: readonly number[]): { plane: readonly number[]; at: readonly [number, number] } {
  const [row = 0, column = 0] = index.length === 1 ? [0, index[0]] : index.slice(-2);
  return { plane: index.slice(0, -2), at: [row, column] };
}

interface Bounds {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** From the first to the last of some places, both included. */
function around(places: readonly (readonly [number, number])[]): Bounds {
  const [rows, columns] = [0, 1].map((axis) => places.map((place) => place[axis]));
  return {
    top: Math.min(...rows),
    left: Math.min(...columns),
    bottom: Math.max(...rows),
    right: Math.max(...columns),
  };
}

/** The span of an axis that is shown: all of it where it is short enough, else some cells around what matters. */
function shownSpan(from: number, to: number, first: number, last: number): readonly [number, number] {
  if (to - from < mostCells) return [from, to];
  const spare = Math.max(0, Math.floor((mostCells - (last - first + 1)) / 2));
  const start = Math.max(from, Math.min(first - spare, to - mostCells + 1));
  return [start, start + mostCells - 1];
}

/** How much padding is drawn around an input, besides what the window covers. */
export type Border = readonly [top: number, left: number, bottom: number, right: number];

/**
 * Whether a tap reads anything. Where no window slides (in the gradient by the input, which is the transposed
 * convolution) a tap outside of the tensor is one that the stride steps over.
 */
function isIdle(step: Step, { isPadding }: Tap): boolean {
  return isPadding && step.window === undefined;
}

/** The planes of the first input that the taps lie on, with the padding around them, and the window. */
export function inputPanels(step: Step, inputs: readonly TracedTensor[], border: Border): Panel[] {
  const name = step.taps[0]?.cell.tensor ?? step.window?.tensor;
  const input = inputs.find((tensor) => tensor.name === name);
  if (input === undefined) return [];
  const planes = new Map(step.taps.map(({ cell }) => [placed(cell.index).plane.join(), placed(cell.index).plane]));
  return [...planes.values()].slice(0, mostPlanes).map((plane) => inputPanel(step, input, { plane, border }));
}

interface InputPlane {
  readonly plane: readonly number[];
  readonly border: Border;
}

function inputPanel(step: Step, input: TracedTensor, { plane, border }: InputPlane): Panel {
  const taps = step.taps.filter((tap) => placed(tap.cell.index).plane.join() === plane.join() && !isIdle(step, tap));
  const [rows, columns] = placed(input.shape).at;
  const [height, width] = input.shape.length === 1 ? [1, columns] : [rows, columns];
  const covered = around(taps.length === 0 ? [[0, 0]] : taps.map(({ cell }) => placed(cell.index).at));
  const all = around([
    [-border[0], -border[1]],
    [height - 1 + border[2], width - 1 + border[3]],
    [covered.top, covered.left],
    [covered.bottom, covered.right],
  ]);
  const [top, bottom] = shownSpan(all.top, all.bottom, covered.top, covered.bottom);
  const [left, right] = shownSpan(all.left, all.right, covered.left, covered.right);
  const under = new Map(taps.map((tap) => [placed(tap.cell.index).at.join(), tap]));
  const cells: DrawnCell[] = [];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const tap = under.get(`${row},${column}`);
      const index = [...plane, ...(input.shape.length === 1 ? [column] : [row, column])];
      const inside = isInside(index, input.shape);
      const value = tap?.cell.value ?? (inside ? input.numbers[flatIndex(index, input.shape)] : undefined);
      const mark: Mark =
        tap === undefined ? (inside ? 'plain' : 'padding') : tap.isWinner ? 'winner' : inside ? 'tap' : 'paddingTap';
      cells.push({
        ...{ row: row - top, column: column - left, mark, value },
        ...(tap?.factor === undefined ? {} : { factor: tap.factor.value }),
      });
    }
  }
  return {
    label: `${labelOf(input, plane)}${partOf(all, { top, left, bottom, right })}`,
    rows: bottom - top + 1,
    columns: right - left + 1,
    cells,
    ...(step.window === undefined ? {} : { frame: frameOf(covered, { top, left, bottom, right }) }),
  };
}

/** The part of the window that is shown, in cells of the panel. */
function frameOf(covered: Bounds, shown: Bounds): Frame {
  const top = Math.max(covered.top, shown.top);
  const left = Math.max(covered.left, shown.left);
  const rows = Math.min(covered.bottom, shown.bottom) - top + 1;
  const columns = Math.min(covered.right, shown.right) - left + 1;
  return [top - shown.top, left - shown.left, rows, columns];
}

/** The factors of the taps, each where it lies in its own tensor: the kernel. */
export function factorPanels(step: Step): Panel[] {
  const planes = new Map<string, { factor: Cell; mark: Mark }[]>();
  for (const tap of step.taps) {
    const { factor } = tap;
    if (factor === undefined) continue;
    const key = placed(factor.index).plane.join();
    planes.set(key, [...(planes.get(key) ?? []), { factor, mark: isIdle(step, tap) ? 'idle' : 'weight' }]);
  }
  return [...planes.values()].slice(0, mostPlanes).map((cells) => {
    const all = around(cells.map(({ factor }) => placed(factor.index).at));
    const { top, left } = all;
    const [, bottom] = shownSpan(top, all.bottom, top, top);
    const [, right] = shownSpan(left, all.right, left, left);
    const { tensor, index } = cells[0].factor;
    const { plane } = placed(index);
    return {
      label: `${tensor}${plane.every((place) => place === 0) ? '' : ` [${plane.join(', ')}]`}${partOf(all, { top, left, bottom, right })}`,
      rows: bottom - top + 1,
      columns: right - left + 1,
      cells: cells.flatMap(({ factor, mark }) => {
        const [row, column] = placed(factor.index).at;
        if (row > bottom || column > right) return [];
        return [{ row: row - top, column: column - left, mark, value: factor.value }];
      }),
    };
  });
}

/** The plane of the output that this step's element lies on: what was computed before, this one, and what is to come. */
export function outputPanel(step: Step, output: TracedTensor): Panel {
  const { plane, at } = placed(step.output.index);
  const [rows, columns] = output.shape.length < 2 ? [1, output.shape[0] ?? 1] : output.shape.slice(-2);
  const [top, bottom] = shownSpan(0, rows - 1, at[0], at[0]);
  const [left, right] = shownSpan(0, columns - 1, at[1], at[1]);
  const cells: DrawnCell[] = [];
  const first = flatIndex(
    [...plane, ...(output.shape.length < 2 ? [0] : [0, 0])].slice(0, output.shape.length),
    output.shape,
  );
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const number = first + row * columns + column;
      const mark: Mark = number === step.number ? 'now' : number < step.number ? 'done' : 'open';
      const value = mark === 'open' ? undefined : output.numbers[number];
      cells.push({ row: row - top, column: column - left, mark, value });
    }
  }
  const part = partOf({ top: 0, left: 0, bottom: rows - 1, right: columns - 1 }, { top, left, bottom, right });
  const label = `${labelOf(output, coordinatesOf(step.number, output.shape).slice(0, -2))}${part}`;
  return { label, rows: bottom - top + 1, columns: right - left + 1, cells };
}

/** Which part is shown, where it is not all. */
function partOf(all: Bounds, { top, left, bottom, right }: Bounds): string {
  const isAll = bottom - top === all.bottom - all.top && right - left === all.right - all.left;
  return isAll ? '' : `, rows ${top}–${bottom}, columns ${left}–${right}`;
}

function labelOf({ name, shape }: TracedTensor, plane: readonly number[]): string {
  const one = shape.slice(0, -2).every((size) => size === 1);
  return one ? `${name} [${shape.join(', ')}]` : `${name} [${plane.join(', ')}] of [${shape.join(', ')}]`;
}
