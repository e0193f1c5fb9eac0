import type { Kernel } from '../kernel.ts';

type Element = Kernel<object>['element'];

/** A kernel that compares a prediction with its target, element by element. */
export function elementLoss(name: string, element: Element, scalars: readonly string[] = []): Kernel<object> {
  return { name, inputs: ['input', 'target'], sizes: [], scalars, element, helpers: [] };
}

/** The gradient of such a loss, by the input or by the target. */
export function elementLossGrad(name: string, element: Element, scalars: readonly string[] = []): Kernel<object> {
  return { name, inputs: ['gradOutput', 'input', 'target'], sizes: [], scalars, element, helpers: [] };
}
