import { outputSize, transposedSize } from '../shape/window.ts';

/** A small case of a sliding window on a square image: what a figure shows, a test checks and the stepper walks through. */
export interface ArithmeticCase {
  /** `npx stridegrad step --preset NAME`. */
  readonly name: string;
  readonly operation:
    | 'conv2d'
    | 'convTranspose2d'
    | 'maxPool2d'
    | 'avgPool2d'
    | 'adaptiveAvgPool2d'
    | 'adaptiveMaxPool2d';
  /** Rows of the image, and as many columns. */
  readonly input: number;
  /** Rows of the window, and as many columns; 0 for an adaptive pooling, which finds them itself. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** Rows and columns added to the output of a transposed convolution. */
  readonly outputPadding: number;
  /** Whether a last window that reaches over the end counts. */
  readonly ceilMode: boolean;
  /** Whether the zeros of the padding count in an average. */
  readonly countIncludePad: boolean;
  /** How many windows an adaptive pooling has, down and across; 0 for all others. */
  readonly windows: number;
  /** The numbers of the image and of the kernel, where the case is known for them. */
  readonly numbers?: {
    readonly input: readonly (readonly number[])[];
    readonly kernel?: readonly (readonly number[])[];
  };
  /** The step of which a figure tells it best, by its number; a step from the middle where none is named. */
  readonly step?: number;
  /** What is to be learnt from it, in a sentence. */
  readonly lesson: string;
}

/** The input of the four numerical figures of the guide. */
export const guideInput: readonly (readonly number[])[] = [
  [3, 3, 2, 1, 0],
  [0, 0, 1, 3, 1],
  [3, 1, 2, 2, 3],
  [2, 0, 0, 2, 2],
  [2, 0, 0, 0, 1],
];

/** The kernel of the two numerical figures of convolution. */
export const guideKernel: readonly (readonly number[])[] = [
  [0, 1, 2],
  [2, 2, 0],
  [0, 1, 2],
];

const usual = {
  kernel: 3,
  stride: 1,
  padding: 0,
  dilation: 1,
  outputPadding: 0,
  ceilMode: false,
  countIncludePad: true,
  windows: 0,
} as const;
const convolution = { ...usual, operation: 'conv2d' } as const;
const transposed = { ...usual, operation: 'convTranspose2d' } as const;

/**
 * The nineteen figures of Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285),
 * under the names that their own collection gives them: worked examples of every relationship between input, kernel,
 * stride, padding and output.
 */
export const guideCases: readonly ArithmeticCase[] = [
  {
    ...convolution,
    name: 'no_padding_no_strides',
    input: 4,
    lesson: 'A window of 3 has 4 − 3 + 1 = 2 places on 4 cells: without padding the image shrinks by k − 1.',
  },
  {
    ...convolution,
    name: 'arbitrary_padding_no_strides',
    input: 5,
    kernel: 4,
    padding: 2,
    lesson: 'An even kernel cannot keep the size with the same padding on both sides: 5 becomes 6 here.',
  },
  {
    ...convolution,
    name: 'same_padding_no_strides',
    input: 5,
    padding: 1,
    lesson: 'Half padding, (k − 1)/2 = 1 for a kernel of 3, keeps the size.',
  },
  {
    ...convolution,
    name: 'full_padding_no_strides',
    input: 5,
    padding: 2,
    step: 0,
    lesson: 'Full padding, k − 1 = 2, lets every cell be seen by every tap: the image grows by k − 1.',
  },
  {
    ...convolution,
    name: 'no_padding_strides',
    input: 5,
    stride: 2,
    lesson: 'Stride 2 takes every second place: ⌊(5 − 3)/2⌋ + 1 = 2.',
  },
  {
    ...convolution,
    name: 'padding_strides',
    input: 5,
    stride: 2,
    padding: 1,
    lesson: 'Padding and stride together: ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3.',
  },
  {
    ...convolution,
    name: 'padding_strides_odd',
    input: 6,
    stride: 2,
    padding: 1,
    step: 8,
    lesson: '6 cells give as many places as 5 did: the floor hides that the last row of the padding is never read.',
  },
  {
    ...transposed,
    name: 'no_padding_no_strides_transposed',
    input: 2,
    lesson: 'Every cell lays the kernel onto the output: 2 cells make 2 + 3 − 1 = 4, the way back from 4 to 2.',
  },
  {
    ...transposed,
    name: 'arbitrary_padding_no_strides_transposed',
    input: 6,
    kernel: 4,
    padding: 2,
    lesson: 'The padding of the convolution is cut off its transpose: (6 − 1) + 4 − 2·2 = 5.',
  },
  {
    ...transposed,
    name: 'same_padding_no_strides_transposed',
    input: 5,
    padding: 1,
    lesson: 'What keeps the size forward keeps it on the way back.',
  },
  {
    ...transposed,
    name: 'full_padding_no_strides_transposed',
    input: 7,
    padding: 2,
    lesson: 'The transpose of a fully padded convolution has no padding left: 7 becomes 5.',
  },
  {
    ...transposed,
    name: 'no_padding_strides_transposed',
    input: 2,
    stride: 2,
    lesson: 'Stride moves the stamps apart: (2 − 1)·2 + 3 = 5, and where they overlap they add up.',
  },
  {
    ...transposed,
    name: 'padding_strides_transposed',
    input: 3,
    stride: 2,
    padding: 1,
    lesson: '3 cells come from 5, says the formula: (3 − 1)·2 + 3 − 2·1 = 5.',
  },
  {
    ...transposed,
    name: 'padding_strides_odd_transposed',
    input: 3,
    stride: 2,
    padding: 1,
    outputPadding: 1,
    lesson: '3 cells come from 6 too; outputPadding 1 says that this one is meant.',
  },
  {
    ...convolution,
    name: 'dilation',
    input: 7,
    dilation: 2,
    lesson: 'Dilation 2 leaves a gap between the taps: a kernel of 3 reaches over 2·(3 − 1) + 1 = 5 cells.',
  },
  {
    ...convolution,
    name: 'numerical_no_padding_no_strides',
    input: 5,
    numbers: { input: guideInput, kernel: guideKernel },
    lesson: 'The sliding sum in numbers: nine products a place.',
  },
  {
    ...convolution,
    name: 'numerical_padding_strides',
    input: 5,
    stride: 2,
    padding: 1,
    numbers: { input: guideInput, kernel: guideKernel },
    step: 0,
    lesson: 'In the corners five of the nine taps lie in the padding and add 0.',
  },
  {
    ...usual,
    operation: 'avgPool2d',
    name: 'numerical_average_pooling',
    input: 5,
    numbers: { input: guideInput },
    lesson: 'An average is a convolution whose weights are all 1/9, on every channel by itself.',
  },
  {
    ...usual,
    operation: 'maxPool2d',
    name: 'numerical_max_pooling',
    input: 5,
    numbers: { input: guideInput },
    lesson: 'The largest of nine: no weights, and only the winner gets a gradient.',
  },
];

const maxPooling = { ...usual, operation: 'maxPool2d', kernel: 2, stride: 2 } as const;
const avgPooling = { ...usual, operation: 'avgPool2d', kernel: 2, stride: 2 } as const;

/** Where poolings differ from convolutions, and from each other. */
export const poolingCases: readonly ArithmeticCase[] = [
  {
    ...maxPooling,
    name: 'pool_halves',
    input: 4,
    lesson: 'The stride of a pooling is its kernel unless told otherwise: windows side by side, and half the size.',
  },
  {
    ...maxPooling,
    name: 'pool_odd',
    input: 5,
    step: 3,
    lesson: 'The fifth row and column are never read: ⌊(5 − 2)/2⌋ + 1 = 2.',
  },
  {
    ...maxPooling,
    name: 'pool_odd_ceil',
    input: 5,
    ceilMode: true,
    step: 8,
    lesson: 'With ceilMode the last windows count, though half of them lies beyond the image: ⌈(5 − 2)/2⌉ + 1 = 3.',
  },
  {
    ...maxPooling,
    name: 'pool_ceil_dropped',
    input: 5,
    stride: 3,
    padding: 1,
    ceilMode: true,
    step: 3,
    lesson:
      'Even ceilMode drops a window that would start in the padding after the image: 3 windows by ⌈ ⌉, 2 in fact.',
  },
  {
    ...maxPooling,
    name: 'pool_overlapping',
    input: 5,
    kernel: 3,
    lesson: 'A stride below the kernel makes windows overlap: the middle cell may win in four of them.',
  },
  {
    ...maxPooling,
    name: 'pool_padding',
    input: 4,
    kernel: 3,
    padding: 1,
    step: 0,
    lesson: 'Max pooling pads with −∞, never with 0: a window of negative numbers has a negative maximum.',
  },
  {
    ...maxPooling,
    name: 'pool_dilated',
    input: 7,
    kernel: 2,
    dilation: 3,
    stride: 3,
    lesson: 'A dilated window steps over the cells between its taps: rows 1, 2, 4 and 5 are never read.',
  },
  {
    ...avgPooling,
    name: 'average_padding_counts',
    input: 4,
    kernel: 3,
    padding: 1,
    step: 0,
    lesson: 'In an average the zeros of the padding count: the first corner is the sum of four cells divided by 9.',
  },
  {
    ...avgPooling,
    name: 'average_padding_left_out',
    input: 4,
    kernel: 3,
    padding: 1,
    countIncludePad: false,
    step: 0,
    lesson: 'With countIncludePad false the same corner is divided by the 4 cells that there are.',
  },
  {
    ...avgPooling,
    name: 'average_ceil',
    input: 5,
    ceilMode: true,
    step: 8,
    lesson: 'Cells beyond the padding never count: the last corner is one cell divided by 1.',
  },
  {
    ...usual,
    operation: 'adaptiveAvgPool2d',
    name: 'adaptive_average',
    input: 5,
    kernel: 0,
    windows: 3,
    lesson: 'Window i covers ⌊i·5/3⌋ … ⌈(i + 1)·5/3⌉: cells 0–1, 1–3 and 3–4, unequal and overlapping.',
  },
  {
    ...usual,
    operation: 'adaptiveMaxPool2d',
    name: 'adaptive_max',
    input: 6,
    kernel: 0,
    windows: 3,
    lesson: 'Where the windows divide the image evenly, an adaptive pooling is a plain one of kernel 6/3 = 2.',
  },
  {
    ...usual,
    operation: 'adaptiveAvgPool2d',
    name: 'global_average',
    input: 4,
    kernel: 0,
    windows: 1,
    lesson: 'One window over everything: whatever the size of the image, a channel becomes one number.',
  },
];

/** All of them. */
export const arithmeticCases: readonly ArithmeticCase[] = [...guideCases, ...poolingCases];

/** How many rows, and columns, the output of a case has: by the formulas that the operations themselves go by. */
export function arithmeticOutput(arithmetic: ArithmeticCase): number {
  const { operation, input, kernel, ceilMode, outputPadding, windows, ...steps } = arithmetic;
  const window = { ...steps, size: kernel };
  if (operation === 'convTranspose2d') return transposedSize(input, window, outputPadding);
  return windows > 0 ? windows : outputSize(operation, input, window, ceilMode);
}
