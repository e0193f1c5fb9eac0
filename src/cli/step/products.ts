import { trace } from '../../debug/trace.ts';
import { ArgumentError } from '../../errors.ts';
import { fromArray } from '../../tensor/fromArray.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Given } from './Given.ts';
import { refuse } from './inputs.ts';
import { Digits } from './numbers.ts';
import type { OptionName } from './options.ts';
import { called, type Steppable } from './prepared.ts';
import { namedInput, namedWeights } from './sources.ts';

export const products = {
  matmul: {
    options: ['input', 'other', 'from', 'key'],
    about: 'rows of one matrix by columns of another',
    async prepare(given) {
      const digits = new Digits(given.integer('seed', 0, 0));
      const { input, what } = await matrix(given, digits, 'input', [2, 3]);
      const columns = given.pair('other', [input.shape[1], 4]);
      const other = digits.tensor(columns, -1, 2);
      return { trace: trace.matmul(input, other), call: called('matmul', { input, other }), ...what };
    },
  },

  linear: {
    options: ['input', 'images', 'out-features', 'bias', 'from', 'key', 'checkpoint', 'layer'],
    about: 'a dense layer: every output sees every input',
    async prepare(given) {
      const digits = new Digits(given.integer('seed', 0, 0));
      const trained = await namedWeights(given);
      if (trained !== undefined) refuse(given, ['out-features'], 'comes from the checkpoint');
      const features = trained?.weight.shape[1] ?? given.integer('input', 4);
      const { input, what } = await matrix(given, digits, undefined, [given.integer('images', 1), features]);
      const outFeatures = given.integer('out-features', 3);
      const weight = trained?.weight ?? digits.tensor([outFeatures, input.shape[1]], -1, 2);
      const hasBias = given.flag('bias', trained === undefined || trained.bias !== undefined);
      const bias = hasBias ? (trained?.bias ?? digits.tensor([weight.shape[0]], -2, 2, 0.5)) : undefined;
      return { trace: trace.linear(input, weight, bias), call: called('linear', { input, weight, bias }), ...what };
    },
  },

  crossEntropy: {
    options: ['images', 'classes', 'reduction', 'label-smoothing', 'from', 'key'],
    about: 'how surprised a softmax is by the label, row by row',
    async prepare(given) {
      const digits = new Digits(given.integer('seed', 0, 0));
      const sizes: [number, number] = [given.integer('images', 3), given.integer('classes', 4)];
      const { input, what } = await matrix(given, digits, undefined, sizes, ['classes']);
      const [rows, classes] = input.shape;
      const labels = fromArray(
        Int32Array.from({ length: rows }, (_, row) => (2 * row + 1) % classes),
        [rows],
      );
      const reduction = given.choice('reduction', ['none', 'mean', 'sum'], 'none');
      const labelSmoothing = given.number('label-smoothing') ?? 0;
      const call = called('crossEntropy', { input, labels }, { reduction, labelSmoothing }, { labelSmoothing: 0 });
      return { trace: trace.crossEntropy(input, labels, { reduction, labelSmoothing }), call, ...what };
    },
  },
} as const satisfies Readonly<Record<string, Steppable>>;

/** A matrix: the one that is named, or digits. */
async function matrix(
  given: Given,
  digits: Digits,
  sizes: 'input' | undefined,
  otherwise: [number, number],
  others: readonly OptionName[] = [],
): Promise<{ input: Tensor; what: { what?: string } }> {
  const source = await namedInput(given);
  if (source !== undefined) {
    refuse(given, ['input', 'images', ...others], 'comes with the input that is named');
    if (source.input.ndim !== 2) {
      throw new ArgumentError(
        given.command,
        `the input has shape [${source.input.shape.join(', ')}], not [rows, columns]`,
      );
    }
    return { input: source.input, what: { what: source.what } };
  }
  return { input: digits.tensor(sizes === undefined ? otherwise : given.pair(sizes, otherwise), 0, 9), what: {} };
}
