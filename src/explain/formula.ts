import type { Tap } from './step.ts';
import type { View } from './view.ts';

/** A formula writes out at most so many taps; of more it shows the first and the last few. */
const mostTaps = 16;

/** The sum of the taps written out: '0.5 + 1·2 + 3·(−1) = −0.5'. Taps in the padding are left out. */
export function formulaOf({ taps, bias, divisor }: View, result: number): string {
  const counted = taps.filter(({ isPadding, source }) => !isPadding || source !== undefined);
  const written = counted.map(termOf);
  const shown =
    written.length <= mostTaps
      ? written
      : [...written.slice(0, mostTaps / 2), `… ${written.length - mostTaps} more …`, ...written.slice(-mostTaps / 2)];
  const terms = shown.length === 0 ? ['0'] : shown;
  const sum = [...terms, ...(bias === undefined ? [] : [signed(bias.value)])].join(' + ');
  const whole = divisor === undefined ? sum : `(${sum}) / ${numberText(divisor)}`;
  return `${whole} = ${numberText(result)}`;
}

function termOf({ cell, factor }: Tap): string {
  return factor === undefined ? signed(cell.value) : `${signed(cell.value)}·${signed(factor.value)}`;
}

/** A number inside a sum: a negative one in parentheses. */
function signed(value: number): string {
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
