import type { Operation } from '../../autograd/operation.ts';
import { pad as kernel, padGrad } from '../../kernels/window/pad.ts';
import { addressable } from '../../shape/checkShape.ts';
import { type PadMode, padModes } from '../../shape/padding.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';

/** How one axis is padded. Negative counts cut cells off. */
export interface PadParams {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
  readonly mode: PadMode;
  /** What new cells are in mode 'constant'. */
  readonly value: number;
}

/**
 * Continues one axis beyond its ends. A picture is padded axis by axis.
 *
 * A cell that was copied into the padding sends back the gradients of its copies, added to its own.
 */
export const pad: Operation<PadParams> = {
  name: 'pad',
  isPart: true,
  forward(run, [input], params) {
    const { axis, before, after, value } = params;
    const size = before + input.shape[axis] + after;
    const shape = addressable('pad', [...input.shape.slice(0, axis), size, ...input.shape.slice(axis + 1)]);
    const sizes = sizesOf(input.shape, params);
    return { output: run(kernel, [input], { sizes, scalars: [value], shape, dtype: input.storage.dtype }), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }], params }) {
    return [run(padGrad, [gradOutput], { sizes: sizesOf(shape, params), shape, dtype })];
  },
};

function sizesOf(input: Shape, { axis, before, after, mode }: PadParams) {
  const inSize = input[axis];
  const inner = elementCount(input.slice(axis + 1));
  return { inSize, outSize: before + inSize + after, inner, before, mode: padModes[mode] };
}
