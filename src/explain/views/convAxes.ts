import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import type { Cell } from '../step.ts';
import type { View } from '../view.ts';

/**
 * Which axes of a convolution's tensors are seen. The kernels see [images, channels, height, width], always; a single
 * image has no images axis, and a row, which is convolved as an image of height 1, has no height.
 */
export interface ConvAxes {
  readonly hasImages: boolean;
  readonly hasHeight: boolean;
}

/** How a tensor of this shape is read by someone who sees it in another one; quite otherwise (flattened): with all axes. */
export function axesOf(asked: Shape, [images, channels, height, width]: Shape, sizes: ConvSizes): ConvAxes {
  const mayBeRow = height === 1 && sizes.kernelHeight === 1 && sizes.strideY === 1 && sizes.paddingY === 0;
  const candidates: (ConvAxes & { readonly shape: Shape; readonly fits: boolean })[] = [
    { hasImages: true, hasHeight: false, shape: [images, channels, width], fits: mayBeRow },
    { hasImages: false, hasHeight: true, shape: [channels, height, width], fits: images === 1 },
    { hasImages: false, hasHeight: false, shape: [channels, width], fits: mayBeRow && images === 1 },
  ];
  const found = candidates.find(({ shape, fits }) => fits && sameShape(shape, asked));
  return found ?? { hasImages: true, hasHeight: true };
}

/** A view with the axes that are seen, and no others. */
export function inAxes(view: View, axes: ConvAxes): View {
  const { hasImages, hasHeight } = axes;
  if (hasImages && hasHeight) return view;
  const indexIn = (tensor: string, index: readonly number[]): number[] => {
    const isShown = (axis: number) => (hasHeight || axis !== 2) && (hasImages || axis !== 0 || isWeight(tensor));
    return index.length < 4 ? [...index] : index.filter((_, axis) => isShown(axis));
  };
  const as = <Named extends Omit<Cell, 'value'>>(cell: Named): Named => ({
    ...cell,
    index: indexIn(cell.tensor, cell.index),
  });
  const withoutHeight = (along: readonly number[]) =>
    hasHeight ? along : along.filter((_, i) => i !== along.length - 2);
  const { output, taps, window, operation } = view;
  return {
    ...view,
    operation: hasHeight ? operation : operation.replace('2d', '1d'),
    output: as(output),
    ...(window && {
      window: {
        ...window,
        first: withoutHeight(window.first),
        size: withoutHeight(window.size),
        dilation: withoutHeight(window.dilation),
      },
    }),
    taps: taps.map((tap) => ({
      ...tap,
      place: withoutHeight(tap.place),
      cell: as(tap.cell),
      ...(tap.factor && { factor: as(tap.factor) }),
      ...(tap.source && { source: as(tap.source) }),
    })),
  };
}

function isWeight(tensor: string): boolean {
  return tensor === 'weight' || tensor === 'gradWeight';
}
