import fc from 'fast-check';
import { type NumberArray, newArray } from '../../src/dtype.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { addon } from './addon.ts';

/** The C++ kernels that do the work of several and have no TypeScript kernel of their name. fused.test.ts tests them. */
const fused: readonly string[] = ['conv2dRelu', 'conv2dReluMaxPool2d', 'maxPool2dReluGrad'];

/** Whether a C++ kernel does the work of several. */
export function isFused(name: string): boolean {
  return fused.includes(name);
}

const definitions: Readonly<Record<string, Kernel<never>>> = kernels;

/** The output of a C++ kernel that has a TypeScript twin. */
export function runKernel(
  name: string,
  sizes: object,
  inputs: readonly NumberArray[],
  length: number,
  dtype: 'float32' | 'int32' = 'float32',
): NumberArray {
  const output = newArray(dtype, length);
  const packed = definitions[name].sizes.map((size) => (sizes as Record<string, number>)[size]);
  addon.kernels[name](Float64Array.from(packed), new Float64Array(0), output, ...inputs);
  return output;
}

/** The pooling of planes of `height` × `width`; 2 × 2 windows side by side in two of three cases. */
export function poolingOf(height: number, width: number) {
  return fc
    .record({ halves: fc.integer({ min: 0, max: 2 }), y: poolAxis(height), x: poolAxis(width) })
    .map(({ halves, y, x }) => {
      const [down, across] = halves > 0 && height > 1 && width > 1 ? [half(height), half(width)] : [y, x];
      return {
        inHeight: height,
        inWidth: width,
        outHeight: down.output,
        outWidth: across.output,
        kernelHeight: down.kernel,
        kernelWidth: across.kernel,
        strideY: down.stride,
        strideX: across.stride,
        paddingY: down.padding,
        paddingX: across.padding,
        dilationY: 1,
        dilationX: 1,
      };
    });
}

function half(size: number) {
  return { kernel: 2, stride: 2, padding: 0, output: Math.floor(size / 2) };
}

function poolAxis(size: number) {
  return fc.record({ most: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: 1, max: 3 }) }).map((axis) => {
    const kernel = Math.min(axis.most, size);
    const padding = Math.floor(kernel / 2);
    return {
      kernel,
      stride: axis.stride,
      padding,
      output: Math.floor((size + 2 * padding - kernel) / axis.stride) + 1,
    };
  });
}
