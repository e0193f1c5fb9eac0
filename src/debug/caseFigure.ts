import { type ArithmeticCase, arithmeticOutput } from '../explain/arithmeticCases.ts';
import { explain } from '../explain/explain.ts';
import { figure, type StepSource } from '../explain/figure/figure.ts';
import type { TracedTensor } from '../explain/trace.ts';
import { tensor } from '../tensor/create.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Runs a case, on the numbers that it is known for or else on small digits: every element can be explained and drawn. */
export function shownCase(arithmetic: ArithmeticCase): StepSource {
  const { numbers, input: size, kernel: taps } = arithmetic;
  const input = tensor([[numbers?.input ?? digits(size, 3)]]);
  const weight = taps === 0 ? undefined : tensor([[numbers?.kernel ?? digits(taps, 1)]]);
  const output = ran(arithmetic, input, weight);
  const isConvolution = arithmetic.operation === 'conv2d' || arithmetic.operation === 'convTranspose2d';
  return {
    inputs: [shown('input', input), ...(isConvolution && weight !== undefined ? [shown('weight', weight)] : [])],
    output: shown('output', output),
    at: (number) => explain(output, number),
  };
}

/** The figure of one step of a case, by default of the one that tells it best. */
export function caseFigure(arithmetic: ArithmeticCase, number = arithmetic.step ?? middleOf(arithmetic)): string {
  const { lesson: caption, operation } = arithmetic;
  const padding = operation === 'convTranspose2d' ? 0 : arithmetic.padding;
  return figure(shownCase(arithmetic), number, { caption, padding });
}

function middleOf(arithmetic: ArithmeticCase): number {
  const size = arithmeticOutput(arithmetic);
  return Math.floor(size / 2) * size + Math.floor((size - 1) / 2);
}

function ran(arithmetic: ArithmeticCase, input: Tensor, weight: Tensor | undefined): Tensor {
  const { operation, kernel, windows, stride, padding, dilation, outputPadding, ceilMode, countIncludePad } =
    arithmetic;
  const window = { stride, padding };
  if (operation === 'maxPool2d') return F.maxPool2d(input, kernel, { ...window, dilation, ceilMode });
  if (operation === 'avgPool2d') return F.avgPool2d(input, kernel, { ...window, ceilMode, countIncludePad });
  if (operation === 'adaptiveMaxPool2d') return F.adaptiveMaxPool2d(input, windows);
  if (operation === 'adaptiveAvgPool2d' || weight === undefined) return F.adaptiveAvgPool2d(input, windows);
  if (operation === 'conv2d') return F.conv2d(input, weight, undefined, { ...window, dilation });
  return F.convTranspose2d(input, weight, undefined, { ...window, dilation, outputPadding });
}

/** Digits from 0 to 3, without a pattern that the eye would follow. */
function digits(size: number, step: number): number[][] {
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => (y * y * 5 + x * 7 + x * y * step) % 4),
  );
}

function shown(name: string, { shape, ...rest }: Tensor): TracedTensor {
  return { name, shape, numbers: rest.storage.read() };
}
