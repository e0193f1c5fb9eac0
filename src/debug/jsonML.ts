import type { DType, NumberArray } from '../dtype.ts';
import { rowMajorStrides, type Shape } from '../shape/rowMajor.ts';

/** A piece of HTML, as Chrome's console takes it: only div, span, ol, li, table, tr and td, and objects. */
export type JsonML = readonly [tag: string, attributes: object, ...children: (JsonML | string)[]];

/** Small print. */
export function note(text: string): JsonML {
  return ['span', { style: 'color: gray' }, text];
}

/** Another object, shown in its own way and to be unfolded. */
export function reference(object: unknown): JsonML {
  return ['object', { object }];
}

const mostPlanes = 4;
/** Of a longer axis, so many entries at either end are shown. */
const atEitherEnd = 5;

/** The numbers of a tensor as tables, one for each plane of its last two axes. Long ones are shortened in the middle. */
export function numberTables(numbers: NumberArray, shape: Shape, dtype: DType): JsonML[] {
  if (numbers.length === 0) return [['div', {}, note('no numbers')]];
  const [height, width] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const planes = numbers.length / (height * width);
  const tables: JsonML[] = [];
  for (let plane = 0; plane < Math.min(planes, mostPlanes); plane++) {
    if (planes > 1) tables.push(['div', {}, note(`${placeOf(plane, shape.slice(0, -2))}:`)]);
    const start = plane * height * width;
    tables.push(table(height, width, (y, x) => text(numbers[start + y * width + x], dtype)));
  }
  if (planes > mostPlanes) tables.push(['div', {}, note(`… ${planes - mostPlanes} more planes`)]);
  return tables;
}

/** `[0, 2, …]`: which plane, by the axes before the last two. */
function placeOf(plane: number, axes: Shape): string {
  const strides = rowMajorStrides(axes);
  return `[${axes.map((size, axis) => Math.floor(plane / strides[axis]) % size).join(', ')}]`;
}

function table(height: number, width: number, cell: (y: number, x: number) => string): JsonML {
  const [rows, columns] = [entries(height), entries(width)];
  const heading: JsonML = ['tr', {}, ...['', ...columns].map((x): JsonML => ['td', headingStyle, note(`${x}`)])];
  const lines = rows.map((y): JsonML => {
    const cells = columns.map((x): JsonML => ['td', cellStyle, y === gap || x === gap ? gap : cell(y, x)]);
    return ['tr', {}, ['td', headingStyle, note(`${y}`)], ...cells];
  });
  return ['table', { style: 'border-collapse: collapse' }, heading, ...lines];
}

const headingStyle = { style: 'text-align: right; padding: 0 0.5em' };
const cellStyle = { style: 'text-align: right; padding: 0 0.5em; border: 1px solid lightgray' };

/** Where entries are left out. */
const gap = '…';

/** Which entries of an axis are shown. */
function entries(size: number): (number | typeof gap)[] {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  if (size <= 2 * atEitherEnd) return range(0, size);
  return [...range(0, atEitherEnd), gap, ...range(size - atEitherEnd, size)];
}

function text(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true';
  return `${Number(value.toPrecision(5))}`;
}
