import { coordinatesOf, flatIndex } from '../reads.ts';
import type { Step } from '../step.ts';
import type { Trace, TracedTensor } from '../trace.ts';
import { covering, type FieldGeometry, fieldGeometry } from './fieldGeometry.ts';
import { leading, planeName, rowAndColumn } from './groups.ts';
import type { Style } from './line.ts';
import { type NumberFormat, numberFormat, widened } from './numberFormat.ts';
import { isIn, type Look, type Plane, type Range } from './plane.ts';
import { cellsIn, span, tapStyle } from './windowPlanes.ts';

const formats = new WeakMap<object, NumberFormat>();

/** The format of a tensor's numbers, found once. */
export function formatOf(tensor: TracedTensor): NumberFormat {
  let format = formats.get(tensor.numbers);
  if (format === undefined) {
    format = numberFormat(tensor.numbers);
    formats.set(tensor.numbers, format);
  }
  return format;
}

/** One plane of a tensor, with the cells that a step read in brackets, and with the padding that windows reach. */
export function fieldPlane(trace: Trace, step: Step, tensor: TracedTensor, lead: readonly number[]): Plane {
  const taps = cellsIn(step, tensor.name, lead);
  const geometry = fieldGeometry(trace);
  const field = geometry?.tensor === tensor.name ? geometry : undefined;
  const [height, width] = planeSizes(tensor.shape);
  const own = { rows: { first: 0, count: height }, columns: { first: 0, count: width } };
  const rows = field === undefined ? own.rows : covering(own.rows, field.rows);
  const columns = field === undefined ? own.columns : covering(own.columns, field.columns);
  const isPadded = rows.count > height || columns.count > width;
  const valueAt = (row: number, column: number) => {
    if (isIn(row, own.rows) && isIn(column, own.columns)) return numberAt(tensor, lead, row, column);
    const tap = taps.get(`${row},${column}`);
    return tap?.cell.value ?? paddingAt(field, tensor, lead, [row, column]);
  };
  const format = widened(formatOf(tensor), isPadded ? fillers(field) : []);
  const hasWinner = step.taps.some(({ isWinner }) => isWinner !== undefined);
  const look = (row: number, column: number): Look => {
    const tap = taps.get(`${row},${column}`);
    const isPadding = !isIn(row, own.rows) || !isIn(column, own.columns);
    const value = valueAt(row, column);
    const style: Style | undefined = tap === undefined ? (isPadding ? 'padding' : undefined) : tapStyle(tap);
    const text = `${tap?.isWinner === true ? '*' : ''}${value === undefined ? '·' : format.text(value)}`;
    return { text, isMarked: tap !== undefined, ...(style !== undefined && { style }) };
  };
  const read = [...taps.keys()].map((key) => key.split(',').map(Number));
  const inSight = (range: Range, axis: number) => {
    const indices = read.map((spot) => spot[axis]).filter((index) => isIn(index, range));
    return indices.length === 0 ? { first: range.first, count: 1 } : span(indices);
  };
  return {
    title: planeName(tensor.name, lead),
    rows,
    columns,
    cellWidth: format.width + (hasWinner ? 1 : 0),
    look,
    focus: { rows: inSight(rows, 0), columns: inSight(columns, 1) },
    ...(isPadded && { frame: own }),
  };
}

/** The output as far as it is made: the plane of the present cell, dots for what is still to come. */
export function outputPlane(trace: Trace, step: Step): Plane {
  const output = { ...trace.output, name: step.output.tensor };
  const { index } = step.output;
  const lead = leading(index);
  const [height, width] = planeSizes(trace.shape);
  const [atRow, atColumn] = rowAndColumn(index);
  const format = formatOf(output);
  const before = flatIndex([...lead, ...[0, 0].slice(0, index.length - lead.length)], trace.shape);
  return {
    title: planeName(output.name, lead),
    rows: { first: 0, count: height },
    columns: { first: 0, count: width },
    cellWidth: format.width,
    focus: { rows: { first: atRow, count: 1 }, columns: { first: atColumn, count: 1 } },
    look: (row, column) => {
      const number = before + row * width + column;
      if (number > step.number) return { text: '·', style: 'faint' };
      const isNow = row === atRow && column === atColumn;
      return { text: format.text(output.numbers[number]), isMarked: isNow, ...(isNow && { style: 'current' }) };
    },
  };
}

/** Rows and columns of a tensor's planes; a vector is one row, a number one cell. */
export function planeSizes(shape: readonly number[]): [rows: number, columns: number] {
  return [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
}

function numberAt({ numbers, shape }: TracedTensor, lead: readonly number[], row: number, column: number): number {
  return numbers[flatIndex([...lead, row, column].slice(-Math.max(shape.length, 1)), shape.length === 0 ? [1] : shape)];
}

function paddingAt(
  field: FieldGeometry | undefined,
  tensor: TracedTensor,
  lead: readonly number[],
  [row, column]: readonly [number, number],
): number | undefined {
  const found = field?.padding(row, column);
  return typeof found === 'object' ? numberAt(tensor, lead, found[0], found[1]) : found;
}

/** The numbers that a padding adds to a plane, for its format: a copied cell is there already. */
function fillers(field: FieldGeometry | undefined): number[] {
  const filler = field?.padding(field.rows.first, field.columns.first);
  return typeof filler === 'number' ? [filler] : [];
}

/** The coordinates of a number, for those who jump. */
export function spotOf(number: number, shape: readonly number[]): number[] {
  return coordinatesOf(number, shape);
}
