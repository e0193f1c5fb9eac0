import type { Helper, Kernel } from '../kernel.ts';

interface Extras {
  readonly scalars?: readonly string[];
  readonly helpers?: readonly Helper[];
}

type Element = Kernel<object>['element'];

/** A kernel that maps one input, element by element. */
export function unary(name: string, element: Element, { scalars = [], helpers = [] }: Extras = {}): Kernel<object> {
  return { name, inputs: ['input'], sizes: [], scalars, element, helpers };
}

/** A kernel that combines two inputs of the same shape, element by element. (Broadcasting is `expand`, before.) */
export function binary(name: string, element: Element, { scalars = [], helpers = [] }: Extras = {}): Kernel<object> {
  return { name, inputs: ['a', 'b'], sizes: [], scalars, element, helpers };
}

/** A kernel that combines three inputs of the same shape, element by element. */
export function ternary(
  name: string,
  inputs: readonly [string, string, string],
  element: Element,
  { scalars = [], helpers = [] }: Extras = {},
): Kernel<object> {
  return { name, inputs, sizes: [], scalars, element, helpers };
}

/** A kernel that makes an input's gradient, element by element, from the output's gradient and saved arrays. */
export function pointwiseGrad(
  name: string,
  saved: readonly string[],
  element: Element,
  { scalars = [], helpers = [] }: Extras = {},
): Kernel<object> {
  return { name, inputs: ['gradOutput', ...saved], sizes: [], scalars, element, helpers };
}
