import * as sg from 'stridegrad';
import { F, type Tensor } from 'stridegrad';
import type { Adapter, Attributes } from '../case.ts';

/** A product of two tensors, without options. */
const product =
  (operation: (input: Tensor, other: Tensor) => Tensor): Adapter =>
  ({ list: [input, other] }) => [operation(input as Tensor, other as Tensor)];

/** beta · input + alpha · product. */
const sumWithProduct =
  (operation: typeof sg.addmm): Adapter =>
  ({ list: [input, left, right] }, attrs) => [
    operation(input as Tensor, left as Tensor, right as Tensor, factors(attrs)),
  ];

const factors = ({ beta, alpha }: Attributes) => ({
  beta: (beta as number | undefined) ?? 1,
  alpha: (alpha as number | undefined) ?? 1,
});

export const linalgAdapters: Readonly<Record<string, Adapter>> = {
  addbmm: sumWithProduct(sg.addbmm),
  addmm: sumWithProduct(sg.addmm),
  addmv: sumWithProduct(sg.addmv),
  addr: sumWithProduct(sg.addr),
  baddbmm: sumWithProduct(sg.baddbmm),
  bmm: product(sg.bmm),
  dot: product(sg.dot),
  einsum: ({ list }, { equation }) => [sg.einsum(equation as string, ...(list as Tensor[]))],
  inner: product(sg.inner),
  kron: product(sg.kron),
  linear: ({ list: [input, weight, bias] }) => [F.linear(input as Tensor, weight as Tensor, bias)],
  matmul: product((input, other) => sg.matmul(input, other)),
  mm: product(sg.mm),
  mv: product(sg.mv),
  outer: product(sg.outer),
  tensordot: ({ list: [input, other] }, { dims }) => [
    sg.tensordot(input as Tensor, other as Tensor, dims as Parameters<typeof sg.tensordot>[2]),
  ],
  trace: ({ list: [input] }) => [sg.trace(input as Tensor)],
  vdot: product(sg.vdot),
};
