import type { Cell, Tap } from './step.ts';
import type { View } from './view.ts';

/** A formula writes out at most so many taps; of more it shows the first and the last few. */
const mostTaps = 16;

/** The sum of the taps written out: '0.5 + 1·2 + 3·(−1) = −0.5'. Taps in the padding are left out. */
export function formulaOf({ taps, bias, divisor }: View, result: number): string {
  const counted = taps.filter(({ isPadding, source }) => !isPadding || source !== undefined);
  return `${sumText(counted.map(termOf), { bias, divisor })} = ${numberText(result)}`;
}

interface Added {
  readonly bias?: Cell | undefined;
  readonly divisor?: number | undefined;
}

/** Terms as a sum, with a bias and a divisor where there are. */
export function sumText(terms: readonly string[], { bias, divisor }: Added = {}): string {
  const shown = shortened(terms.length === 0 ? ['0'] : terms);
  const sum = [...shown, ...(bias === undefined ? [] : [signed(bias.value)])].join(' + ');
  if (divisor === undefined) return sum;
  return terms.length > 1 || bias !== undefined ? `(${sum}) / ${signed(divisor)}` : `${sum} / ${signed(divisor)}`;
}

/** The first and the last few of many. */
export function shortened(terms: readonly string[]): readonly string[] {
  if (terms.length <= mostTaps) return terms;
  return [...terms.slice(0, mostTaps / 2), `… ${terms.length - mostTaps} more …`, ...terms.slice(-mostTaps / 2)];
}

function termOf({ cell, factor, divisor }: Tap): string {
  const multiplied = factor === undefined ? '' : `·${signed(factor.value)}`;
  return `${signed(cell.value)}${multiplied}${divisor === undefined ? '' : `/${signed(divisor)}`}`;
}

/** A number inside a sum: a negative one in parentheses. */
export function signed(value: number): string {
  return value < 0 || Object.is(value, -0) ? `(${numberText(value)})` : numberText(value);
}

/** A number for people: five digits that matter, a real minus sign, ∞. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const text =
    Number.isInteger(value) && size < 1e7
      ? String(size)
      : size >= 1e-3 && size < 1e6
        ? String(Number(size.toPrecision(5)))
        : size.toExponential(2);
  return value < 0 ? `−${text}` : text;
}
