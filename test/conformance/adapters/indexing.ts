import { atleast1d, ellipsis, type Index, newaxis, slice, type Tensor } from 'stridegrad';
import type { Adapter, AdapterInputs, Attributes } from '../case.ts';

/** An entry of `attrs.index`, in the file's notation. */
type FileIndex =
  | 'ellipsis'
  | 'newaxis'
  | { readonly int: number }
  | { readonly slice: readonly [number | null, number | null, number | null] }
  | { readonly tensor: string };

/** The file's indices as `get` takes them. */
function indicesOf({ named }: AdapterInputs, attrs: Attributes): Index[] {
  return (attrs.index as readonly FileIndex[]).map((index) => {
    if (index === 'ellipsis') return ellipsis;
    if (index === 'newaxis') return newaxis;
    if ('int' in index) return index.int;
    if ('tensor' in index) return named[index.tensor];
    const [start, stop, step] = index.slice;
    return slice(start, stop, step);
  });
}

const dim = (attrs: Attributes) => attrs.dim as number;

export const indexingAdapters: Readonly<Record<string, Adapter>> = {
  gather: ({ named: { input, index } }, attrs) => [input.gather(dim(attrs), index)],
  getitem: (inputs, attrs) => [inputs.named.input.get(...indicesOf(inputs, attrs))],
  index_add: ({ named: { input, index, source } }, attrs) => [
    input.indexAdd(dim(attrs), index, source, { alpha: (attrs.alpha ?? 1) as number }),
  ],
  index_copy: ({ named: { input, index, source } }, attrs) => [input.indexCopy(dim(attrs), index, source)],
  index_fill: ({ named: { input, index, value } }, attrs) => [
    input.indexFill(dim(attrs), index, value ?? (attrs.value as number)),
  ],
  index_put: (inputs, attrs) => [
    inputs.named.input.indexPut(indicesOf(inputs, attrs), inputs.named.values as Tensor, {
      accumulate: attrs.accumulate === true,
    }),
  ],
  index_select: ({ named: { input, index } }, attrs) => [input.indexSelect(dim(attrs), index)],
  masked_scatter: ({ named: { input, mask, source } }) => [input.maskedScatter(mask, source)],
  masked_select: async ({ named: { input, mask } }) => [await input.maskedSelectAsync(mask)],
  nonzero: async ({ named: { input } }, attrs) =>
    attrs.as_tuple === true ? (await atleast1d(input).nonzeroAsync()).unbind(1) : [await input.nonzeroAsync()],
  scatter: ({ named: { input, index, src } }, attrs) => [
    input.scatter(dim(attrs), index, src ?? (attrs.value as number), {
      reduce: (attrs.reduce ?? undefined) as 'add' | undefined,
    }),
  ],
  scatter_add: ({ named: { input, index, src } }, attrs) => [input.scatterAdd(dim(attrs), index, src)],
  take: ({ named: { input, index } }) => [input.take(index)],
  take_along_dim: ({ named: { input, index } }, attrs) => [
    input.takeAlongDim(index, (attrs.dim ?? undefined) as number | undefined),
  ],
};
