import type { NdArray } from '../backends/storage.ts';
import type { DType, NumberArray } from '../dtype.ts';
import { checkOptions } from '../options.ts';
import { rowMajorStrides, type Shape } from '../shape/rowMajor.ts';
import { type NumberWriter, numberWriter } from './printNumbers.ts';

/** Numbers in nested arrays, as deep as a shape; booleans for dtype bool. */
export type Nested = number | boolean | Nested[];

/** Folds flat numbers into nested arrays of this shape. */
export function nest(numbers: NumberArray, shape: Shape, dtype: DType): Nested {
  const strides = rowMajorStrides(shape);
  const value = dtype === 'bool' ? (i: number) => numbers[i] !== 0 : (i: number) => numbers[i];
  const fold = (axis: number, start: number): Nested =>
    axis === shape.length
      ? value(start)
      : Array.from({ length: shape[axis] }, (_, i) => fold(axis + 1, start + i * strides[axis]));
  return fold(0, 0);
}

/** How tensors are printed. */
export interface PrintOptions {
  /** Digits behind the point. */
  readonly precision: number;
  /** More elements than this are summarised. */
  readonly threshold: number;
  /** Of a summarised axis, how many entries at either end are shown. */
  readonly edgeitems: number;
  /** Characters in a line. */
  readonly linewidth: number;
  /** Always or never in scientific notation; undefined: where the magnitudes call for it. */
  readonly sciMode: boolean | undefined;
}

const defaults: PrintOptions = { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80, sciMode: undefined };
let printOptions = defaults;

/** Changes how tensors are printed from now on. Options that are left out return to their defaults. */
export function setPrintOptions(options: Partial<PrintOptions> = {}): void {
  checkOptions('setPrintOptions', options, Object.keys(defaults));
  printOptions = { ...defaults, ...options };
}

interface Printable extends NdArray {
  readonly node: { readonly operation: string } | undefined;
}

/**
 * A tensor as PyTorch prints it, so that both can be laid side by side; what is behind the numbers has our names.
 * float32, int32 and bool need no mention, as PyTorch's default types need none. A tensor whose numbers would have to be
 * awaited shows its device and size.
 */
export function describe({ shape, storage, node }: Printable): string {
  const suffixes: string[] = [];
  const isEmpty = storage.length === 0;
  const isHidden = storage.backend.mustAwait && !isEmpty;
  const size = `size=(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  if (isHidden) suffixes.push(`device='${storage.backend.name}'`);
  if (isHidden || (isEmpty ? shape.length !== 1 : printOptions.edgeitems === 0)) suffixes.push(size);
  // Without numbers, nothing tells integers and bool from float32.
  const isPlain = isHidden || isEmpty ? ['float32'] : ['float32', 'int32', 'bool'];
  if (!isPlain.includes(storage.dtype)) suffixes.push(`dtype=${storage.dtype}`);
  if (node !== undefined) suffixes.push(node.operation === 'leaf' ? 'requiresGrad=true' : `madeBy=${node.operation}`);

  const body = isHidden ? '...' : isEmpty ? '[]' : numbersOf(storage.read(), shape, storage.dtype);
  return withSuffixes(prefix + body, suffixes);
}

const prefix = 'tensor(';

/** Suffixes go on the last line where they fit, else on lines of their own. */
function withSuffixes(text: string, suffixes: readonly string[]): string {
  let result = text;
  let lineLength = text.length - text.lastIndexOf('\n') + 1;
  for (const suffix of suffixes) {
    if (lineLength + suffix.length + 2 > printOptions.linewidth) {
      result += `,\n${' '.repeat(prefix.length)}${suffix}`;
      lineLength = prefix.length + suffix.length;
    } else {
      result += `, ${suffix}`;
      lineLength += suffix.length + 2;
    }
  }
  return `${result})`;
}

/** What is printed of one tensor: its numbers, and how they are written. */
interface Page {
  readonly numbers: NumberArray;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly isSummary: boolean;
  readonly writer: NumberWriter;
}

function numbersOf(numbers: NumberArray, shape: Shape, dtype: DType): string {
  const isSummary = numbers.length > printOptions.threshold;
  const strides = rowMajorStrides(shape);
  const shown: number[] = [];
  collectShown(0, 0);
  return block({ numbers, shape, strides, isSummary, writer: numberWriter(shown, dtype, printOptions) }, 0, 0);

  /** The numbers that will be seen decide together how they are written. */
  function collectShown(axis: number, start: number): void {
    if (axis === shape.length) {
      shown.push(numbers[start]);
    } else {
      for (const i of entries(shape[axis], isSummary)) {
        if (i !== gap) collectShown(axis + 1, start + i * strides[axis]);
      }
    }
  }
}

/** Where a summary leaves entries out. */
const gap = -1;

/** Which entries of an axis are shown. */
function entries(size: number, isSummary: boolean): number[] {
  const { edgeitems } = printOptions;
  const all = (length: number, from: number) => Array.from({ length }, (_, i) => from + i);
  if (isSummary && edgeitems === 0) return [gap];
  return isSummary && size > 2 * edgeitems
    ? [...all(edgeitems, 0), gap, ...all(edgeitems, size - edgeitems)]
    : all(size, 0);
}

/** The part of the page that starts at `start`, in as many brackets as axes are left. */
function block(page: Page, axis: number, start: number): string {
  const { numbers, shape, strides, isSummary, writer } = page;
  if (axis === shape.length) return writer.write(numbers[start]);
  // Every axis before this one has an open bracket in this column.
  const indent = ' '.repeat(prefix.length + axis + 1);
  const shown = entries(shape[axis], isSummary);
  if (axis < shape.length - 1) {
    const parts = shown.map((i) => (i === gap ? '...' : block(page, axis + 1, start + i * strides[axis])));
    return `[${parts.join(`,${'\n'.repeat(shape.length - axis - 1)}${indent}`)}]`;
  }
  const words = shown.map((i) =>
    i === gap ? (shown.length === 1 ? '...' : ' ...') : writer.write(numbers[start + i]),
  );
  const room = printOptions.linewidth - (prefix.length + axis);
  const perLine = Math.max(1, Math.floor(room / (writer.width + 2)));
  const lines: string[] = [];
  for (let i = 0; i < words.length; i += perLine) {
    lines.push(words.slice(i, i + perLine).join(', '));
  }
  return `[${lines.join(`,\n${indent}`)}]`;
}
