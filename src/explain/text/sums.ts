import { numberText } from '../formula.ts';
import type { Step } from '../step.ts';

/** The sums on the way, in words: 'channel 0: 18 + channel 1: −3 + bias 0.5 = 15.5'; '' where one formula tells all. */
export function sumsText({ partials, bias, divisor, result }: Step, most = Infinity): string {
  if (partials.length < 2 && bias === undefined && divisor === undefined) return '';
  const told = partials.map(({ label, sum }) => `${label}: ${numberText(sum)}`);
  const shown =
    told.length <= most ? told : [...told.slice(0, most - 1), `… ${told.length - most} more …`, ...told.slice(-1)];
  const terms = [...shown, ...(bias === undefined ? [] : [`bias ${numberText(bias.value)}`])];
  const sum = terms.join(' + ');
  const whole =
    divisor === undefined ? sum : `${terms.length > 1 ? `(${sum})` : sum} divided by ${numberText(divisor)}`;
  return `${whole} = ${numberText(result)}`;
}

/** 'output[0, 0, 1, 2] = 1·2 + 3·4 = 14' */
export function equationText({ output, formula, result }: Step): string {
  // A formula may be its result already, with a reason behind it: '0 = 0: no window chose it'.
  const value = numberText(result);
  const told = formula.startsWith(`${value} = ${value}`) ? formula.slice(value.length + 3) : formula;
  return `${output.tensor}[${output.index.join(', ')}] = ${told}`;
}
