import type { View } from './view.ts';

/** How a trace names what it shows, where the kernel has other names for it. */
export interface Naming {
  readonly operation?: string;
  readonly pass?: string;
  /** The names of tensors, by those that the kernel gives them. */
  readonly tensors?: Readonly<Record<string, string>>;
}

/** What names are found in: a view, or the step that is made of it. */
type Named = Pick<View, 'operation' | 'pass' | 'output' | 'window' | 'taps' | 'bias'>;

/** The same under other names. */
export function renamed<Told extends Named>(told: Told, { operation, pass, tensors = {} }: Naming): Told {
  const as = <Part extends { readonly tensor: string }>(part: Part): Part => {
    const { tensor } = part;
    return Object.hasOwn(tensors, tensor) ? { ...part, tensor: tensors[tensor] } : part;
  };
  const { output, window, taps, bias } = told;
  return {
    ...told,
    operation: operation ?? told.operation,
    pass: pass ?? told.pass,
    output: as(output),
    ...(window && { window: as(window) }),
    taps: taps.map((tap) => ({
      ...tap,
      cell: as(tap.cell),
      ...(tap.factor && { factor: as(tap.factor) }),
      ...(tap.source && { source: as(tap.source) }),
    })),
    ...(bias && { bias: as(bias) }),
  };
}

/**
 * A transposed convolution is the gradient of a convolution by its input, used forwards: what that calls gradOutput is
 * the input here, and what it calls gradInput the output.
 */
export function transposedNaming(axes: '1d' | '2d'): Naming {
  const tensors = { gradOutput: 'input', gradInput: 'output' };
  return { operation: `convTranspose${axes}`, pass: 'forward', tensors };
}
