import { GraphError } from '../errors.ts';
import { kernels } from '../kernels/all.ts';
import { copy } from '../kernels/pointwise/copy.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { ExplainedArray, Making } from './backend.ts';
import { explainElement } from './explainElement.ts';
import { formulaOf } from './formula.ts';
import { Reads } from './reads.ts';
import type { Step } from './step.ts';
import type { Sight, View, Viewer } from './view.ts';
import { viewAny } from './views/any.ts';
import { viewConv2d, viewConv2dGradInput, viewConv2dGradWeight } from './views/conv2d.ts';
import { viewSum } from './views/sum.ts';

/** The kernels whose windows can be drawn; the others are explained by their reads. */
const viewers: Partial<Record<keyof typeof kernels, Viewer>> = {
  conv2d: viewConv2d,
  conv2dGradInput: viewConv2dGradInput,
  conv2dGradWeight: viewConv2dGradWeight,
  sum: viewSum,
};

/** How element `flat` of an array that was made on device 'explain' came to be; the array is seen in this shape. */
export function stepOf(array: ExplainedArray, flat: number, shape: Shape): Step {
  const { view, value, kernel } = viewOf(array, flat, shape);
  const { output, partials = [], formula, ...rest } = view;
  return {
    number: flat,
    of: array.length,
    kernel,
    ...rest,
    output: { ...output, value },
    partials,
    result: value,
    formula: formula ?? formulaOf(view, value),
  };
}

/** What the kernel that made an array tells of one of its elements. */
export function viewOf(
  array: ExplainedArray,
  flat: number,
  shape: Shape,
): { view: View; value: number; kernel: string } {
  const making = computing(array);
  if (making === undefined) {
    throw new GraphError('explain: these numbers were given, not computed: the operation passed its input on as it is');
  }
  const { kernel, inputs, request } = making;
  const { value, reads } = explainElement(
    kernel,
    inputs.map(({ numbers }) => numbers),
    request,
    flat,
  );
  const known =
    Object.hasOwn(kernels, kernel.name) && (kernels[kernel.name as keyof typeof kernels] as unknown) === kernel;
  const viewer = known ? viewers[kernel.name as keyof typeof kernels] : undefined;
  const sight: Sight = {
    sizes: request.sizes as Sight['sizes'],
    scalars: request.scalars,
    flat,
    shape,
    value,
    reads: new Reads(kernel.name, reads),
    arrays: Object.fromEntries(kernel.inputs.map((name, i) => [name, inputs[i]])),
    making,
  };
  const view = viewer === undefined ? viewAny(sight, reads) : (viewer as Viewer<unknown>)(sight);
  sight.reads.finish();
  return { view, value, kernel: kernel.name };
}

/** The run that computed an array's numbers: where they were only copied (a gradient that is kept), the one before. */
function computing({ making }: ExplainedArray): Making | undefined {
  let found = making;
  while ((found?.kernel as unknown) === copy && found?.inputs[0].making !== undefined) found = found.inputs[0].making;
  return found;
}
