import { F, type Tensor } from 'stridegrad';
import type { Adapter } from '../case.ts';

/** An activation without parameters. */
function plain(ours: (input: Tensor) => Tensor): Adapter {
  return ({ named: { input } }) => [ours(input)];
}

export const activationAdapters: Readonly<Record<string, Adapter>> = {
  celu: ({ named: { input } }, { alpha = 1 }) => [F.celu(input, { alpha: Number(alpha) })],
  elu: ({ named: { input } }, { alpha = 1 }) => [F.elu(input, { alpha: Number(alpha) })],
  gelu: ({ named: { input } }, { approximate }) => [
    F.gelu(input, { approximate: approximate === 'tanh' ? 'tanh' : 'none' }),
  ],
  glu: ({ named: { input } }, { dim = -1 }) => [F.glu(input, Number(dim))],
  hardshrink: ({ named: { input } }, { lambd = 0.5 }) => [F.hardshrink(input, { lambda: Number(lambd) })],
  hardsigmoid: plain(F.hardsigmoid),
  hardswish: plain(F.hardswish),
  hardtanh: ({ named: { input } }, { min_val: minVal = -1, max_val: maxVal = 1 }) => [
    F.hardtanh(input, { minVal: Number(minVal), maxVal: Number(maxVal) }),
  ],
  leaky_relu: ({ named: { input } }, { negative_slope: slope = 0.01 }) => [
    F.leakyRelu(input, { negativeSlope: Number(slope) }),
  ],
  log_sigmoid: plain(F.logSigmoid),
  logsigmoid: plain(F.logSigmoid),
  mish: plain(F.mish),
  prelu: ({ list: [input, weight] }) => {
    if (input === undefined || weight === undefined) throw new Error('prelu needs an input and a weight');
    return [F.prelu(input, weight)];
  },
  relu: plain(F.relu),
  relu6: plain(F.relu6),
  selu: plain(F.selu),
  sigmoid: plain(F.sigmoid),
  silu: plain(F.silu),
  softplus: ({ named: { input } }, { beta = 1, threshold = 20 }) => [
    F.softplus(input, { beta: Number(beta), threshold: Number(threshold) }),
  ],
  softshrink: ({ named: { input } }, { lambd = 0.5 }) => [F.softshrink(input, { lambda: Number(lambd) })],
  softsign: plain(F.softsign),
  tanh: plain(F.tanh),
  tanhshrink: plain(F.tanhshrink),
  threshold: ({ named: { input } }, { threshold, value }) => [F.threshold(input, Number(threshold), Number(value))],
};
