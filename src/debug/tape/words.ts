import type { DType } from '../../dtype.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import type { TapeOperation } from './graph.ts';

/** `[4,8,28,28]`, without the spaces that tables have no room for. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** A shape, with the dtype in front unless it is the usual one. */
export function formText({ shape, dtype }: { readonly shape: Shape; readonly dtype: DType }, usual: DType): string {
  return dtype === usual ? shapeText(shape) : `${dtype} ${shapeText(shape)}`;
}

/** `612 B`, `51.6 kB`, `1.2 MB`: powers of 1,000. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  // 999.95 would be written 1000.0.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** What is kept for backward, in words for one line: what another step counts is named by that step. */
export function savedText({ saved, isFreed }: TapeOperation): string {
  if (isFreed) return 'freed';
  if (saved.length === 0) return '-';
  const own = saved.filter(({ countedAt }) => countedAt === undefined);
  const bytes = own.reduce((sum, { bytes }) => sum + bytes, 0);
  const elsewhere = [...new Set(saved.flatMap(({ countedAt }) => countedAt ?? []))].map((step) => `#${step}'s`);
  return [...(own.length > 0 ? [bytesText(bytes)] : []), ...elsewhere].join(' + ');
}

/** What stands between the operands of an operation, where mathematics has a sign for it. */
const signs: Readonly<Record<string, readonly string[]>> = {
  add: [' + '],
  sub: [' − '],
  mul: [' × '],
  div: [' ÷ '],
  matmul: [' × '],
  linear: [' × ', ' + '],
  conv2d: [' × ', ' + '],
  convTranspose2d: [' × ', ' + '],
};

/** The operands of an operation in a row: `[1,3,32,32] × conv1.weight + conv1.bias`. */
export function joinOperands(operation: string, operands: readonly string[]): string {
  const between = signs[operation] ?? [];
  return operands.reduce((text, operand, i) => (i === 0 ? operand : `${text}${between[i - 1] ?? ', '}${operand}`), '');
}

/** A text that fits: what is too long loses its beginning, because paths differ at their ends. */
export function cutFront(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - Math.max(0, width - 1))}`;
}

/** A text that fits: what is too long loses its end. */
export function cutEnd(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Text in lines of at most `width` characters; `items` are not broken unless one alone is longer. */
export function wrap(items: readonly string[], width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + item.length <= width) lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(cutEnd(`${lines.length === 0 ? '' : indent}${item}`, width));
  }
  return lines;
}
