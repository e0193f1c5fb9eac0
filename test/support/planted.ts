import { ExplainedArray, type Making } from '../../src/explain/backend.ts';
import { stepBy, viewerOf } from '../../src/explain/stepOf.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { stepFlaw } from './traceLaws.ts';

/** The run that made a tensor on device 'explain'. */
export function makingOf({ storage }: Tensor): Making {
  const handle = storage.handleFor('test');
  if (!(handle instanceof ExplainedArray) || handle.making === undefined) throw new TypeError('nothing made this');
  return handle.making;
}

/**
 * Explains every element of a run whose kernel's text was changed, by the viewer of the unchanged kernel: '' if nothing
 * is noticed, else what is.
 */
export function noticed(making: Making, shape: readonly number[], from: RegExp, to: string): string {
  const { kernel } = making;
  const text = kernel.element.toString();
  const changedText = text.replace(from, to);
  const element = new Function(`${kernel.helpers.join('\n')}\nreturn ${changedText}`)();
  const changed: Making = { ...making, kernel: { ...kernel, element } };
  for (let flat = 0; flat < making.request.length; flat++) {
    try {
      const flaw = stepFlaw(stepBy(viewerOf(kernel), changed, flat, shape), Math.fround);
      if (flaw !== '') return flaw;
    } catch (error) {
      return (error as Error).message;
    }
  }
  return '';
}
