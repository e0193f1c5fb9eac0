import { GraphError } from '../errors.ts';
import { kernels } from '../kernels/all.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { copy } from '../kernels/pointwise/copy.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { ExplainedArray, Making } from './backend.ts';
import { formulaOf } from './formula.ts';
import type { Step } from './step.ts';
import { inspected } from './text/inspected.ts';
import { sightOf, type Viewer } from './view.ts';
import { viewers } from './viewers.ts';
import { viewAny } from './views/any.ts';

/** How element `flat` of an array that was made on device 'explain' came to be; the array is seen in this shape. */
export function stepOf(array: ExplainedArray, flat: number, shape: Shape): Step {
  const making = computing(array);
  if (making === undefined) {
    throw new GraphError('explain: these numbers were given, not computed: the operation passed its input on as it is');
  }
  return stepBy(viewerOf(making.kernel), making, flat, shape);
}

/** One element of what a kernel made, as a viewer sees it. */
export function stepBy(viewer: Viewer<unknown>, making: Making, flat: number, shape: Shape): Step {
  const sight = sightOf<unknown>(making, flat, shape);
  const view = viewer(sight);
  sight.reads.finish();
  const { value } = sight;
  const { output, partials = [], formula, ...rest } = view;
  return inspected({
    number: flat,
    of: making.request.length,
    kernel: making.kernel.name,
    ...rest,
    output: { ...output, value },
    partials,
    result: value,
    formula: formula ?? formulaOf(view, value),
  });
}

/** A kernel of ours is seen by its own viewer, if it has one; any other by its reads. */
export function viewerOf(kernel: Kernel<object>): Viewer<unknown> {
  const name = kernel.name as keyof typeof kernels;
  const isOurs = Object.hasOwn(kernels, name) && (kernels[name] as unknown) === kernel;
  return ((isOurs ? viewers[name] : undefined) as Viewer<unknown> | undefined) ?? viewAny;
}

/** The run that computed an array's numbers: where they were only copied (a gradient that is kept), the one before. */
function computing({ making }: ExplainedArray): Making | undefined {
  let found = making;
  while ((found?.kernel as unknown) === copy && found?.inputs[0].making !== undefined) found = found.inputs[0].making;
  return found;
}
