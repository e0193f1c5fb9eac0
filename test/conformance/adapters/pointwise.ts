import type { Tensor } from 'stridegrad';
import * as stridegrad from 'stridegrad';
import type { Adapter, AdapterInputs, Attributes } from '../case.ts';

/** PyTorch's names of functions of one tensor, and ours. */
const unary = {
  abs: stridegrad.abs,
  acos: stridegrad.acos,
  acosh: stridegrad.acosh,
  asin: stridegrad.asin,
  asinh: stridegrad.asinh,
  atan: stridegrad.atan,
  atanh: stridegrad.atanh,
  ceil: stridegrad.ceil,
  clone: stridegrad.clone,
  cos: stridegrad.cos,
  cosh: stridegrad.cosh,
  deg2rad: stridegrad.deg2rad,
  erf: stridegrad.erf,
  erfc: stridegrad.erfc,
  exp: stridegrad.exp,
  exp2: stridegrad.exp2,
  expm1: stridegrad.expm1,
  floor: stridegrad.floor,
  frac: stridegrad.frac,
  isfinite: stridegrad.isfinite,
  isinf: stridegrad.isinf,
  isnan: stridegrad.isnan,
  isneginf: stridegrad.isneginf,
  isposinf: stridegrad.isposinf,
  log: stridegrad.log,
  log10: stridegrad.log10,
  log1p: stridegrad.log1p,
  log2: stridegrad.log2,
  logical_not: stridegrad.logicalNot,
  neg: stridegrad.neg,
  rad2deg: stridegrad.rad2deg,
  reciprocal: stridegrad.reciprocal,
  rsqrt: stridegrad.rsqrt,
  sign: stridegrad.sign,
  sin: stridegrad.sin,
  sinc: stridegrad.sinc,
  sinh: stridegrad.sinh,
  sqrt: stridegrad.sqrt,
  square: stridegrad.square,
  tan: stridegrad.tan,
  trunc: stridegrad.trunc,
};

/** PyTorch's names of functions of two operands, the second a tensor or a number, and ours. */
const binary = {
  add: stridegrad.add,
  atan2: stridegrad.atan2,
  clamp_max: stridegrad.clampMax,
  clamp_min: stridegrad.clampMin,
  div: stridegrad.div,
  eq: stridegrad.eq,
  floor_divide: stridegrad.floorDivide,
  fmod: stridegrad.fmod,
  ge: stridegrad.ge,
  gt: stridegrad.gt,
  heaviside: stridegrad.heaviside,
  hypot: stridegrad.hypot,
  le: stridegrad.le,
  logaddexp: stridegrad.logaddexp,
  logaddexp2: stridegrad.logaddexp2,
  logical_and: stridegrad.logicalAnd,
  logical_or: stridegrad.logicalOr,
  logical_xor: stridegrad.logicalXor,
  lt: stridegrad.lt,
  maximum: stridegrad.maximum,
  minimum: stridegrad.minimum,
  mul: stridegrad.mul,
  ne: stridegrad.ne,
  pow: stridegrad.pow,
  remainder: stridegrad.remainder,
  rsub: stridegrad.rsub,
  sub: stridegrad.sub,
  xlogy: stridegrad.xlogy,
};

type Binary = (input: Tensor, other: Tensor | number, options?: object) => Tensor;

export const pointwiseAdapters: Readonly<Record<string, Adapter>> = {
  ...adapt(unary, (ours: (input: Tensor) => Tensor) => (inputs) => [ours(first(inputs))]),
  ...adapt(binary, binaryAdapter),
  ...adaptScalarForms(),

  addcdiv: ({ list: [input, a, b] }, attrs) => [stridegrad.addcdiv(have(input), have(a), have(b), value(attrs))],
  addcmul: ({ list: [input, a, b] }, attrs) => [stridegrad.addcmul(have(input), have(a), have(b), value(attrs))],
  clamp: ({ named }, { min, max }) => [
    stridegrad.clamp(have(named.input), named.min ?? number(min), named.max ?? number(max)),
  ],
  isclose: ({ list: [input, other] }, { rtol, atol, equal_nan: equalNaN = false }) => [
    stridegrad.isclose(have(input), have(other), {
      rtol: number(rtol) ?? 1e-5,
      atol: number(atol) ?? 1e-8,
      equalNaN: equalNaN === true,
    }),
  ],
  lerp: ({ list: [input, end, weight] }, attrs) => [
    stridegrad.lerp(have(input), have(end), weight ?? have(number(attrs.weight))),
  ],
  logit: ({ list: [input] }, { eps }) => [stridegrad.logit(have(input), { eps: number(eps) })],
  masked_fill: ({ list: [input, mask, filling] }, attrs) => [
    stridegrad.maskedFill(have(input), have(mask), filling ?? have(number(attrs.value))),
  ],
  nan_to_num: ({ list: [input] }, { nan, posinf, neginf }) => [
    stridegrad.nanToNum(have(input), defined({ nan: number(nan), posinf: number(posinf), neginf: number(neginf) })),
  ],
  round: ({ list: [input] }, { decimals }) => [stridegrad.round(have(input), { decimals: number(decimals) ?? 0 })],
  where: ({ list: [condition, input, other], named }, attrs) => [
    stridegrad.where(
      have(named.condition ?? condition),
      named.input ?? input ?? have(number(attrs.input)),
      named.other ?? other ?? have(number(attrs.other)),
    ),
  ],
};

/** The function with alpha and rounding_mode under our names, and the second operand from the inputs or the attrs. */
function binaryAdapter(ours: Binary): Adapter {
  return (inputs, attrs) => {
    const options: Record<string, unknown> = {};
    if (attrs.alpha !== undefined) options.alpha = number(attrs.alpha);
    if (typeof attrs.rounding_mode === 'string') options.roundingMode = attrs.rounding_mode;
    const operand = inputs.list[1] ?? have(number(attrs.other ?? attrs.exponent ?? attrs.min ?? attrs.max));
    return [ours(first(inputs), operand, options)];
  };
}

/** `add_scalar` and its like: the second operand is the attribute `other`. */
function adaptScalarForms(): Record<string, Adapter> {
  return Object.fromEntries(Object.entries(binary).map(([name, ours]) => [`${name}_scalar`, binaryAdapter(ours)]));
}

function adapt<Ours>(functions: Readonly<Record<string, Ours>>, toAdapter: (ours: Ours) => Adapter) {
  return Object.fromEntries(Object.entries(functions).map(([name, ours]) => [name, toAdapter(ours)]));
}

function first({ list }: AdapterInputs): Tensor {
  return have(list[0]);
}

function value(attrs: Attributes): { value: number } {
  return { value: number(attrs.value) ?? 1 };
}

/** An attribute as a number; undefined where it is absent or null. */
function number(attribute: unknown): number | undefined {
  return attribute === undefined || attribute === null ? undefined : Number(attribute);
}

function have<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the case lacks an input or attribute that the operation needs');
  return value;
}

/** The options that are given. */
function defined(options: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
