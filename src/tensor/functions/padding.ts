import { ArgumentError, ShapeError } from '../../errors.ts';
import { pad as padOperation } from '../../ops/window/pad.ts';
import { checkOptions } from '../../options.ts';
import { type PadMode, padModes } from '../../shape/padding.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireNumber } from './arguments.ts';

/** Options of `pad`. */
export interface PadOptions {
  /** How the image goes on: with `value`, mirrored, with its last cell, or from its other end. Default 'constant'. */
  readonly mode?: PadMode;
  /** What new cells are in mode 'constant'. Default 0. */
  readonly value?: number | undefined;
}

/**
 * Cells put around the last axes, or cut off where a number is negative.
 *
 *   constant   v v|a b c|v v        reflect    c b|a b c|b a
 *   replicate  a a|a b c|c c        circular   b c|a b c|a b
 *
 * @param padding [before, after] of the last axis, then of the one before it, and so on, as PyTorch orders them.
 * @throws ArgumentError if a padding is larger than its mode allows. ShapeError if too many axes are named or more is cut
 *   off than there is.
 */
export function pad(input: Tensor, padding: readonly number[], options: PadOptions = {}): Tensor {
  checkOptions('pad', options, ['mode', 'value']);
  const { mode = 'constant', value = 0 } = options;
  if (!Object.hasOwn(padModes, mode)) {
    throw new ArgumentError('pad', `mode must be one of ${Object.keys(padModes).join(', ')}, but is ${String(mode)}`);
  }
  requireNumber('pad', 'value', value);
  if (!Array.isArray(padding) || padding.length % 2 !== 0 || padding.some((count) => !Number.isSafeInteger(count))) {
    throw new ArgumentError('pad', `padding must be pairs of integers [before, after], but is [${String(padding)}]`);
  }
  if (padding.length > 2 * input.ndim) {
    const rule = `padding names ${padding.length / 2} axes, but input has ${input.ndim}`;
    throw new ShapeError('pad', rule, { input: input.shape });
  }
  const amounts = Array.from({ length: padding.length / 2 }, (_, k) => ({
    axis: input.ndim - 1 - k,
    before: padding[2 * k],
    after: padding[2 * k + 1],
  }));
  // A circle is closed where the cut-off ends meet, so it is cut before it is continued.
  const steps = mode === 'circular' ? [...amounts.map(cutOnly), ...amounts.map(growOnly)] : amounts;
  let padded = input;
  for (const amount of steps) {
    checkAmount(padded, mode, amount);
    if (amount.before !== 0 || amount.after !== 0) padded = apply(padOperation, [padded], { ...amount, mode, value });
  }
  return padded;
}

/** How much is put before and after one axis. */
interface Amount {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

function cutOnly({ axis, before, after }: Amount): Amount {
  return { axis, before: Math.min(before, 0), after: Math.min(after, 0) };
}

function growOnly({ axis, before, after }: Amount): Amount {
  return { axis, before: Math.max(before, 0), after: Math.max(after, 0) };
}

function checkAmount({ shape }: Tensor, mode: PadMode, amount: Amount): void {
  const { axis, before, after } = amount;
  const size = shape[axis];
  const most = Math.max(before, after);
  if (mode === 'reflect' && most > 0 && most >= size) {
    const rule = `reflected padding must be smaller than its axis, but axis ${axis} has ${size} and padding is ${most}`;
    throw new ShapeError('pad', rule, { input: shape });
  }
  if (mode === 'circular' && most > size) {
    const rule = `circular padding must be no larger than its axis, but axis ${axis} has ${size} and padding is ${most}`;
    throw new ShapeError('pad', rule, { input: shape });
  }
  if (mode === 'replicate' && most > 0 && size === 0) {
    throw new ShapeError('pad', `axis ${axis} is empty: there is nothing to replicate`, { input: shape });
  }
  const left = before + size + after;
  if (left < 0) {
    throw new ShapeError('pad', `more is cut off axis ${axis} than it has: ${before} + ${size} + ${after} = ${left}`, {
      input: shape,
    });
  }
}
