import type { Tensor } from 'stridegrad';
import * as stridegrad from 'stridegrad';
import type { Adapter, AdapterInputs, Attributes } from '../case.ts';

type Sizes = readonly number[];

/** An adapter of one tensor and attributes. */
function ofOne(body: (input: Tensor, attrs: Attributes) => Tensor | readonly Tensor[]): Adapter {
  return ({ list }, attrs) => [body(list[0] as Tensor, attrs)].flat();
}

/** An adapter of a list of tensors and attributes. */
function ofAll(body: (tensors: Tensor[], attrs: Attributes) => Tensor | readonly Tensor[]): Adapter {
  return ({ list }: AdapterInputs, attrs) => [body(list as Tensor[], attrs)].flat();
}

const dim = (attrs: Attributes) => (attrs.dim ?? 0) as number;
const diagonalOptions = ({ offset, dim1, dim2 }: Attributes) => ({
  ...(offset === undefined ? {} : { offset: offset as number }),
  ...(dim1 === undefined ? {} : { dim1: dim1 as number }),
  ...(dim2 === undefined ? {} : { dim2: dim2 as number }),
});

export const moveAdapters: Readonly<Record<string, Adapter>> = {
  atleast_1d: ofOne((input) => stridegrad.atleast1d(input)),
  atleast_2d: ofOne((input) => stridegrad.atleast2d(input)),
  atleast_3d: ofOne((input) => stridegrad.atleast3d(input)),
  broadcast_tensors: ofAll((tensors) => stridegrad.broadcastTensors(tensors)),
  broadcast_to: ofOne((input, attrs) => input.broadcastTo((attrs.size ?? attrs.shape) as Sizes)),
  cat: ofAll((tensors, attrs) => stridegrad.cat(tensors, dim(attrs))),
  chunk: ofOne((input, attrs) => input.chunk(attrs.chunks as number, dim(attrs))),
  column_stack: ofAll((tensors) => stridegrad.columnStack(tensors)),
  diag: ofOne((input, attrs) => input.diag(attrs.diagonal as number | undefined)),
  diag_embed: ofOne((input, attrs) => input.diagEmbed(diagonalOptions(attrs))),
  diagonal: ofOne((input, attrs) => input.diagonal(diagonalOptions(attrs))),
  dstack: ofAll((tensors) => stridegrad.dstack(tensors)),
  expand: ofOne((input, attrs) => input.expand((attrs.size ?? attrs.shape) as Sizes)),
  expand_as: ({ list: [input, other] }) => [(input as Tensor).expandAs(other as Tensor)],
  flatten: ofOne((input, { start_dim, end_dim }) =>
    input.flatten(start_dim as number | undefined, end_dim as number | undefined),
  ),
  flip: ofOne((input, attrs) => input.flip(attrs.dims as Sizes)),
  fliplr: ofOne((input) => input.fliplr()),
  flipud: ofOne((input) => input.flipud()),
  hstack: ofAll((tensors) => stridegrad.hstack(tensors)),
  meshgrid: ofAll((tensors, { indexing }) =>
    stridegrad.meshgrid(tensors, { indexing: (indexing ?? 'ij') as 'ij' | 'xy' }),
  ),
  movedim: ofOne((input, { source, destination }) => input.movedim(source as Sizes, destination as Sizes)),
  narrow: async ({ list: [input, start] }, attrs) => [
    (input as Tensor).narrow(dim(attrs), (attrs.start ?? (await start?.itemAsync())) as number, attrs.length as number),
  ],
  permute: ofOne((input, attrs) => input.permute(attrs.dims as Sizes)),
  repeat: ofOne((input, attrs) => input.repeat(attrs.repeats as Sizes)),
  repeat_interleave: ({ list: [input, counts] }, attrs) => [
    (input as Tensor).repeatInterleave(
      counts ?? (attrs.repeats as number),
      (attrs.dim ?? undefined) as number | undefined,
    ),
  ],
  reshape: ofOne((input, { shape, transposed_first }) =>
    (transposed_first === true ? input.transpose(0, 1) : input).reshape(shape as Sizes),
  ),
  roll: ofOne((input, { shifts, dims }) => input.roll(shifts as Sizes, (dims ?? undefined) as Sizes | undefined)),
  rot90: ofOne((input, { k, dims }) => input.rot90(k as number, dims as [number, number])),
  select: ofOne((input, attrs) => input.select(dim(attrs), attrs.index as number)),
  split: ofOne((input, attrs) => input.split((attrs.split_size ?? attrs.split_size_or_sections) as number, dim(attrs))),
  squeeze: ofOne((input, attrs) => input.squeeze((attrs.dim ?? undefined) as Sizes | undefined)),
  stack: ofAll((tensors, attrs) => stridegrad.stack(tensors, dim(attrs))),
  swapaxes: ofOne((input, { axis0, axis1, dim0, dim1 }) =>
    input.swapaxes((axis0 ?? dim0) as number, (axis1 ?? dim1) as number),
  ),
  t: ofOne((input) => input.t()),
  tensor_split: async ({ list: [input, places] }, attrs) => {
    const sections = attrs.sections ?? attrs.indices ?? attrs.indices_or_sections ?? (await places?.toArrayAsync());
    return (input as Tensor).tensorSplit(sections as number | Sizes, dim(attrs));
  },
  tile: ofOne((input, attrs) => input.tile((attrs.repeats ?? attrs.dims) as Sizes)),
  transpose: ofOne((input, { dim0, dim1 }) => input.transpose(dim0 as number, dim1 as number)),
  tril: ofOne((input, { diagonal }) => input.tril(diagonal as number | undefined)),
  triu: ofOne((input, { diagonal }) => input.triu(diagonal as number | undefined)),
  unbind: ofOne((input, attrs) => input.unbind(dim(attrs))),
  unflatten: ofOne((input, attrs) => input.unflatten(dim(attrs), attrs.sizes as Sizes)),
  unsqueeze: ofOne((input, attrs) => input.unsqueeze(dim(attrs))),
  view: ofOne((input, attrs) => input.view((attrs.shape ?? attrs.size) as Sizes)),
  vstack: ofAll((tensors) => stridegrad.vstack(tensors)),
};
