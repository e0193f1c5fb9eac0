import { type DType, newArray } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { checkShape } from '../shape/checkShape.ts';
import { requireNumber } from './functions/arguments.ts';
import { make, type TensorOptions } from './make.ts';
import type { Tensor } from './tensor.ts';

/**
 * The numbers from `start` (0) up to, not including, `end` in steps of `step` (1). int32 if all three are integers,
 * else float32.
 *
 *   arange(end)   arange(start, end)   arange(start, end, step), each with options behind
 *
 * @throws ArgumentError if step is 0 or leads away from end.
 */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: TensorOptions): Tensor;
export function arange(...given: (number | TensorOptions | undefined)[]): Tensor {
  const last = given.at(-1);
  const hasOptions = typeof last === 'object' && last !== null;
  const options = hasOptions ? last : {};
  const numbers = (hasOptions ? given.slice(0, -1) : given).filter((argument) => argument !== undefined) as number[];
  const [start, end, step = 1] = numbers.length === 1 ? [0, numbers[0]] : numbers;
  if (given.length > 4 || ![start, end, step].every(Number.isFinite)) {
    throw new ArgumentError('arange', `start, end and step must be finite, but are ${start}, ${end} and ${step}`);
  }
  if (step === 0 || Math.sign(step) * (end - start) < 0) {
    throw new ArgumentError('arange', `a step of ${step} does not lead from ${start} to ${end}`);
  }
  const { dtype = [start, end, step].every(Number.isInteger) ? 'int32' : 'float32' } = options;
  const length = Math.ceil((end - start) / step);
  return generate('arange', length, { ...options, dtype }, (i) => start + i * step);
}

/** `steps` numbers at equal distances, from `start` to `end`, both included. */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  return generate('linspace', steps, options, evenly('linspace', start, end, steps));
}

/** How `logspace` spreads its numbers. */
export interface LogspaceOptions extends TensorOptions {
  /** Default: 10. */
  readonly base?: number;
}

/** `steps` powers of the base, whose exponents lie at equal distances from `start` to `end`. */
export function logspace(start: number, end: number, steps: number, options: LogspaceOptions = {}): Tensor {
  checkOptions('logspace', options, ['base', 'dtype', 'device', 'requiresGrad']);
  const { base = 10, ...others } = options;
  requireNumber('logspace', 'base', base);
  const exponent = evenly('logspace', start, end, steps);
  return generate('logspace', steps, others, (i) => base ** exponent(i));
}

/** Number i of `steps` from start to end, counted from the nearer end, so that both ends are exact. */
function evenly(operation: string, start: number, end: number, steps: number): (i: number) => number {
  for (const [name, value] of Object.entries({ start, end })) requireNumber(operation, name, value);
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  return (i) => (i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step);
}

function generate(operation: string, length: number, options: TensorOptions, value: (i: number) => number): Tensor {
  checkShape(operation, [length]);
  const dtype: DType = options.dtype ?? 'float32';
  const numbers = newArray(dtype, length);
  for (let i = 0; i < length; i++) {
    const number = value(i);
    numbers[i] = dtype === 'bool' ? Number(number !== 0) : number;
  }
  return make(numbers, [length], options);
}
