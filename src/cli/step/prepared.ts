import type { OperationTrace } from '../../debug/operationTrace.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Given } from './Given.ts';
import type { OptionName } from './options.ts';

/** An operation that was run, ready to be walked through. */
export interface Prepared {
  readonly trace: OperationTrace;
  /** How it is called in a program. */
  readonly call: string;
  /** What the input shows, where it is no digits. */
  readonly what?: string;
}

/** An operation of the stepper. */
export interface Steppable {
  /** Which options it knows besides those that all know. */
  readonly options: readonly OptionName[];
  /** What it is, in a few words. */
  readonly about: string;
  prepare(given: Given): Promise<Prepared>;
}

/** The call as a program has it, without the options that say nothing new. */
export function called(
  operation: string,
  tensors: Readonly<Record<string, Tensor | undefined>>,
  options: Readonly<Record<string, unknown>> = {},
  defaults: Readonly<Record<string, unknown>> = {},
  size?: readonly number[],
): string {
  const shapes = Object.entries(tensors).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [`${name} [${tensor.shape.join(', ')}]`],
  );
  const told = Object.entries(options).flatMap(([name, value]) => {
    const text = optionText(value);
    return value === undefined || text === optionText(defaults[name]) ? [] : [`${name}: ${text}`];
  });
  const sizes = size === undefined ? [] : [optionText(size)];
  return `${operation}(${[...shapes, ...sizes, ...(told.length > 0 ? [`{ ${told.join(', ')} }`] : [])].join(', ')})`;
}

function optionText(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (!Array.isArray(value)) return String(value);
  return value.length === 2 && value[0] === value[1] ? String(value[0]) : `[${value.join(', ')}]`;
}
