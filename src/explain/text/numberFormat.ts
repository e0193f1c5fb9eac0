import { numberText } from '../formula.ts';

/** How the numbers of one grid are written: with the same decimals, so that they stand below each other. */
export interface NumberFormat {
  readonly decimals: number | undefined;
  /** Of the widest number. */
  readonly width: number;
  text(value: number): string;
}

/** A format for some numbers: the fewest decimals that write them all exactly, or as many as show so many digits. */
export function numberFormat(values: ArrayLike<number>, digits = 3): NumberFormat {
  const decimals = decimalsFor(values, digits);
  const text = (value: number) => fixed(value, decimals);
  let width = 1;
  for (let i = 0; i < values.length; i++) width = Math.max(width, text(values[i]).length);
  return { decimals, width, text };
}

/** The same format with room for the numbers of `others` too. */
export function widened(format: NumberFormat, others: Iterable<number>): NumberFormat {
  let { width } = format;
  for (const value of others) width = Math.max(width, format.text(value).length);
  return { ...format, width };
}

/** undefined: the numbers are so large or so small that each is written by itself. */
function decimalsFor(values: ArrayLike<number>, digits: number): number | undefined {
  let largest = 0;
  let exact = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    largest = Math.max(largest, Math.abs(value));
    while (exact < 4 && !isWritten(value, exact)) exact++;
  }
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) return undefined;
  // Of 0.03 the first digit that tells is the second behind the point; of 300 it is the third before it.
  const needed = largest === 0 ? 0 : digits - 1 - Math.floor(Math.log10(largest));
  return exact <= 1 ? exact : Math.min(exact, Math.max(0, needed), largest >= 1 ? digits - 1 : 4);
}

/** Whether a number can be read back from so many decimals, but for float32's rounding. */
function isWritten(value: number, decimals: number): boolean {
  return Math.abs(Number(value.toFixed(decimals)) - value) <= Math.abs(value) * 2 ** -23;
}

function fixed(value: number, decimals: number | undefined): string {
  if (decimals === undefined || !Number.isFinite(value)) return numberText(value);
  return value.toFixed(decimals).replace('-', '−').replace(/^−0$/, '0');
}
