import { type DType, isFloating } from '../dtype.ts';
import type { PrintOptions } from './print.ts';

/** Writes the numbers of one tensor, all in the same width and notation. */
export interface NumberWriter {
  /** Characters of the widest number that decided the notation. */
  readonly width: number;
  write(value: number): string;
}

/**
 * Chooses how the numbers of a tensor are written, as PyTorch does: whole numbers with a point behind, fractions with
 * `precision` digits, and in scientific notation where the magnitudes are far apart, huge or tiny. NaN and infinities
 * have no say in it.
 */
export function numberWriter(numbers: readonly number[], dtype: DType, options: PrintOptions): NumberWriter {
  if (!isFloating(dtype)) {
    const write = dtype === 'bool' ? (value: number) => (value === 0 ? 'False' : 'True') : String;
    return padded(write, numbers);
  }
  const telling = numbers.filter((value) => Number.isFinite(value) && value !== 0);
  const { precision } = options;
  if (telling.every(Number.isInteger)) {
    const write = isScientific(telling, options) ? scientific(precision) : whole;
    return padded(write, telling);
  }
  return padded(isScientific(telling, options) ? scientific(precision) : fixed(precision), telling);
}

type Write = (value: number) => string;

/** Right-aligned to the widest of `deciding`, which is at least one character. */
function padded(write: Write, deciding: readonly number[]): NumberWriter {
  let width = 1;
  for (const value of deciding) width = Math.max(width, write(value).length);
  return { width, write: (value) => write(value).padStart(width) };
}

function isScientific(telling: readonly number[], { sciMode }: PrintOptions): boolean {
  if (telling.length === 0) return false;
  if (sciMode !== undefined) return sciMode;
  let smallest = Infinity;
  let largest = 0;
  for (const value of telling) {
    smallest = Math.min(smallest, Math.abs(value));
    largest = Math.max(largest, Math.abs(value));
  }
  return largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4;
}

/** `3.` for the floating number 3. */
function whole(value: number): string {
  return notFinite(value) ?? `${pythonFixed(value, 0)}.`;
}

function fixed(precision: number): Write {
  return (value) => notFinite(value) ?? pythonFixed(value, precision);
}

function scientific(precision: number): Write {
  return (value) => notFinite(value) ?? pythonScientific(value, precision);
}

function notFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? undefined : value > 0 ? 'inf' : '-inf';
}

/** Python's `f'{value:.{digits}f}'`: a tie goes to the even digit, where JavaScript's `toFixed` rounds it up. */
export function pythonFixed(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  // From 10²¹ on, toFixed changes to scientific notation; such numbers are integers.
  if (magnitude >= 1e21) return `${sign}${BigInt(magnitude)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  return sign + tieToEven(magnitude.toFixed(digits), magnitude.toFixed(digits + spare));
}

/** Python's `f'{value:.{digits}e}'`: ties to even, and at least two digits of exponent. */
export function pythonScientific(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa, exponent] = magnitude.toExponential(digits).split('e');
  const [exactMantissa, exactExponent] = magnitude.toExponential(digits + spare).split('e');
  const rounded = exponent === exactExponent ? tieToEven(mantissa, exactMantissa) : mantissa;
  return `${sign}${rounded}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** Digits that are looked at beyond the last one shown: a float64 that is no tie differs from it within 20. */
const spare = 30;

/** `rounded`, or `exact` cut off where that lies half way between two neighbours and the lower one ends in an even digit. */
function tieToEven(rounded: string, exact: string): string {
  const cut = exact.slice(0, -spare);
  const rest = exact.slice(-spare);
  const isTie = rest[0] === '5' && /^50*$/.test(rest);
  const lower = cut.endsWith('.') ? cut.slice(0, -1) : cut;
  return isTie && Number(lower.at(-1)) % 2 === 0 ? lower : rounded;
}
