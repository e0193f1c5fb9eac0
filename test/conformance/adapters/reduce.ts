import type { Tensor, ValuesAndIndices } from 'stridegrad';
import * as sg from 'stridegrad';
import type { Adapter, Attributes } from '../case.ts';

type Dim = number | readonly number[] | undefined;
type Options = { readonly keepdim?: boolean };

const dimOf = ({ dim }: Attributes): Dim => (dim as Dim | null) ?? undefined;
const axisOf = ({ dim }: Attributes): number | undefined => (dim as number | null) ?? undefined;
const keep = ({ keepdim }: Attributes): Options => ({ keepdim: (keepdim as boolean | undefined) ?? false });

/** A reduction over any axes. */
const over =
  (reduction: (input: Tensor, dim?: Dim, options?: Options) => Tensor): Adapter =>
  ({ list: [input] }, attrs) => [reduction(input as Tensor, dimOf(attrs), keep(attrs))];

/** A reduction over one axis or all. */
const index =
  (reduction: (input: Tensor, dim?: number, options?: Options) => Tensor): Adapter =>
  ({ list: [input] }, attrs) => [reduction(input as Tensor, axisOf(attrs), keep(attrs))];

/** What answers with a scalar, or along an axis with values and indices. */
const extreme =
  (reduction: {
    (input: Tensor): Tensor;
    (input: Tensor, dim: number, options?: Options): ValuesAndIndices;
  }): Adapter =>
  ({ list: [input] }, attrs) => {
    const axis = axisOf(attrs);
    return axis === undefined ? [reduction(input as Tensor)] : both(reduction(input as Tensor, axis, keep(attrs)));
  };

/** The same, or of two tensors. */
const extremeOrPairwise =
  (reduction: typeof sg.max): Adapter =>
  (inputs, attrs, testCase) => {
    const [input, other] = inputs.list;
    return other === undefined ? extreme(reduction)(inputs, attrs, testCase) : [reduction(input as Tensor, other)];
  };

/** A spread, with its correction under either of its names. */
const spread =
  (reduction: typeof sg.std): Adapter =>
  ({ list: [input] }, attrs) => {
    const { correction, unbiased } = attrs as { correction?: number | null; unbiased?: boolean | null };
    const corrected = typeof correction === 'number' ? { correction } : { unbiased: unbiased ?? true };
    return [reduction(input as Tensor, dimOf(attrs), { ...keep(attrs), ...corrected })];
  };

/** A spread beside its mean. */
const meanAnd =
  (reduction: typeof sg.std): Adapter =>
  async (inputs, attrs, testCase) => [
    ...(await spread(reduction)(inputs, attrs, testCase)),
    ...(await over(sg.mean)(inputs, attrs, testCase)),
  ];

/** An operation along one axis, of the input's shape. */
const along =
  (operation: (input: Tensor, dim: number) => Tensor): Adapter =>
  ({ list: [input] }, attrs) => [operation(input as Tensor, attrs.dim as number)];

/** An operation along one axis that gives values and indices. */
const alongWithIndices =
  (operation: (input: Tensor, dim: number) => ValuesAndIndices): Adapter =>
  ({ list: [input] }, attrs) =>
    both(operation(input as Tensor, attrs.dim as number));

const both = ({ values, indices }: ValuesAndIndices) => [values, indices];

const powerOf = ({ p }: Attributes): number | 'fro' => {
  const infinities: Record<string, number> = { inf: Infinity, '-inf': -Infinity, Infinity, '-Infinity': -Infinity };
  return typeof p === 'string' && p in infinities ? infinities[p] : ((p as number | 'fro' | null) ?? 2);
};

const sortOptions = ({ descending, stable }: Attributes) => ({
  descending: (descending as boolean | undefined) ?? false,
  stable: (stable as boolean | undefined) ?? false,
});

export const reduceAdapters: Readonly<Record<string, Adapter>> = {
  all: over(sg.all),
  amax: over(sg.amax),
  amin: over(sg.amin),
  aminmax: ({ list: [input] }, attrs) => {
    const { min, max } = sg.aminmax(input as Tensor, dimOf(attrs), keep(attrs));
    return [min, max];
  },
  any: over(sg.any),
  argmax: index(sg.argmax),
  argmin: index(sg.argmin),
  argsort: async ({ list: [input] }, attrs) => [
    await sg.argsortAsync(input as Tensor, axisOf(attrs), sortOptions(attrs)),
  ],
  count_nonzero: ({ list: [input] }, attrs) => [sg.countNonzero(input as Tensor, dimOf(attrs))],
  cdist: ({ list: [x1, x2] }, attrs) => [sg.cdist(x1 as Tensor, x2 as Tensor, powerOf(attrs) as number)],
  cross: ({ list: [input, other] }, attrs) => [sg.cross(input as Tensor, other as Tensor, axisOf(attrs))],
  cummax: alongWithIndices(sg.cummax),
  cummin: alongWithIndices(sg.cummin),
  cumprod: along(sg.cumprod),
  cumsum: along(sg.cumsum),
  diff: ({ list: [input] }, attrs) => [sg.diff(input as Tensor, (attrs.n as number | undefined) ?? 1, axisOf(attrs))],
  kthvalue: async ({ list: [input] }, attrs) =>
    both(await sg.kthvalueAsync(input as Tensor, attrs.k as number, axisOf(attrs), keep(attrs))),
  logcumsumexp: along(sg.logcumsumexp),
  max: extremeOrPairwise(sg.max),
  mean: over(sg.mean),
  median: async ({ list: [input] }, attrs) => {
    const axis = axisOf(attrs);
    if (axis === undefined) return [await sg.medianAsync(input as Tensor)];
    return both(await sg.medianAsync(input as Tensor, axis, keep(attrs)));
  },
  min: extremeOrPairwise(sg.min),
  msort: async ({ list: [input] }) => [(await sg.sortAsync(input as Tensor, 0)).values],
  nanmean: over(sg.nanmean),
  nansum: over(sg.nansum),
  norm: ({ list: [input] }, attrs) => [sg.norm(input as Tensor, powerOf(attrs), dimOf(attrs), keep(attrs))],
  prod: over(sg.prod),
  sort: async ({ list: [input] }, attrs) =>
    both(await sg.sortAsync(input as Tensor, axisOf(attrs), sortOptions(attrs))),
  std: spread(sg.std),
  std_mean: meanAnd(sg.std),
  sum: over(sg.sum),
  topk: async ({ list: [input] }, attrs) =>
    both(
      await sg.topkAsync(input as Tensor, attrs.k as number, axisOf(attrs), {
        largest: (attrs.largest as boolean | undefined) ?? true,
        sorted: (attrs.sorted as boolean | undefined) ?? true,
      }),
    ),
  var: spread(sg.var),
  var_mean: meanAnd(sg.var),
};
