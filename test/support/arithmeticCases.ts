/** One axis of a figure: square inputs, square kernels, the same step down and across. */
export interface ArithmeticCase {
  /** As the figure is called in the guide's own collection. */
  readonly name: string;
  readonly kind: 'convolution' | 'transposed' | 'averagePooling' | 'maxPooling';
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** Rows and columns added to the output of a transposed convolution. */
  readonly outputPadding: number;
  readonly output: number;
}

const plain = { kind: 'convolution', stride: 1, padding: 0, dilation: 1, outputPadding: 0 } as const;
const transposed = { ...plain, kind: 'transposed' } as const;

/**
 * The nineteen figures of Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285):
 * worked examples of every relationship between input, kernel, stride, padding and output.
 */
export const arithmeticCases: readonly ArithmeticCase[] = [
  { ...plain, name: 'no padding, no strides', input: 4, kernel: 3, output: 2 },
  { ...plain, name: 'arbitrary padding, no strides', input: 5, kernel: 4, padding: 2, output: 6 },
  { ...plain, name: 'half padding, no strides', input: 5, kernel: 3, padding: 1, output: 5 },
  { ...plain, name: 'full padding, no strides', input: 5, kernel: 3, padding: 2, output: 7 },
  { ...plain, name: 'no padding, strides', input: 5, kernel: 3, stride: 2, output: 2 },
  { ...plain, name: 'padding, strides', input: 5, kernel: 3, stride: 2, padding: 1, output: 3 },
  { ...plain, name: 'padding, strides, odd', input: 6, kernel: 3, stride: 2, padding: 1, output: 3 },
  { ...transposed, name: 'no padding, no strides, transposed', input: 2, kernel: 3, output: 4 },
  { ...transposed, name: 'arbitrary padding, no strides, transposed', input: 6, kernel: 4, padding: 2, output: 5 },
  { ...transposed, name: 'half padding, no strides, transposed', input: 5, kernel: 3, padding: 1, output: 5 },
  { ...transposed, name: 'full padding, no strides, transposed', input: 7, kernel: 3, padding: 2, output: 5 },
  { ...transposed, name: 'no padding, strides, transposed', input: 2, kernel: 3, stride: 2, output: 5 },
  { ...transposed, name: 'padding, strides, transposed', input: 3, kernel: 3, stride: 2, padding: 1, output: 5 },
  {
    ...transposed,
    name: 'padding, strides, odd, transposed',
    input: 3,
    kernel: 3,
    stride: 2,
    padding: 1,
    outputPadding: 1,
    output: 6,
  },
  { ...plain, name: 'dilation', input: 7, kernel: 3, dilation: 2, output: 3 },
  { ...plain, name: 'numerical, no padding, no strides', input: 5, kernel: 3, output: 3 },
  { ...plain, name: 'numerical, padding, strides', input: 5, kernel: 3, stride: 2, padding: 1, output: 3 },
  { ...plain, kind: 'averagePooling', name: 'numerical, average pooling', input: 5, kernel: 3, output: 3 },
  { ...plain, kind: 'maxPooling', name: 'numerical, max pooling', input: 5, kernel: 3, output: 3 },
];

/** The input of the four numerical figures. */
export const guideInput = [
  [3, 3, 2, 1, 0],
  [0, 0, 1, 3, 1],
  [3, 1, 2, 2, 3],
  [2, 0, 0, 2, 2],
  [2, 0, 0, 0, 1],
];

/** The kernel of the two numerical figures of convolution. */
export const guideKernel = [
  [0, 1, 2],
  [2, 2, 0],
  [0, 1, 2],
];
