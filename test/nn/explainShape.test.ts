import fc from 'fast-check';
import test from 'tape';
import { explainShape, type ShapeStep } from '../../src/nn/explainShape.ts';
import * as nn from '../../src/nn/index.ts';
import type { Shape } from '../../src/shape/rowMajor.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { valueOfFormula } from '../support/formula.ts';
import { convCase, convTransposeCase, poolWindow, windowOn } from '../support/windowArbitraries.ts';

/** LeNet as the beginner's tutorial has it: pooling and flattening are functions. */
class LeNet extends nn.Module {
  readonly conv1 = new nn.Conv2d(3, 6, 5);
  readonly conv2 = new nn.Conv2d(6, 16, 5);
  readonly fc1;
  readonly fc2 = new nn.Linear(120, 10);
  constructor(features: number) {
    super();
    this.fc1 = new nn.Linear(features, 120);
  }
  override forward(x: Tensor): Tensor {
    const first = F.maxPool2d(F.relu(this.conv1(x)), 2);
    const second = F.maxPool2d(F.relu(this.conv2(first)), 2);
    return this.fc2(F.relu(this.fc1(second.flatten(1))));
  }
}

test('a net is explained in sentences: layers, and the functions between them', (t) => {
  t.equal(
    String(explainShape(new LeNet(400), [1, 3, 32, 32])),
    `LeNet for an input [1, 3, 32, 32]

conv1  Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))
  [1, 3, 32, 32] → [1, 6, 28, 28]
  channels: 6, one for every filter
  out = ⌊(in + 2·padding − dilation·(k − 1) − 1) / stride⌋ + 1
  height and width: ⌊(32 + 2·0 − 1·(5 − 1) − 1) / 1⌋ + 1 = 28
  parameters: 6·(3·5·5) + 6 = 456      multiply-adds: 6·28·28·(3·5·5) = 352,800
  each output cell sees 5×5 of the input

relu   [1, 6, 28, 28], the shape stays

maxPool2d   [1, 6, 28, 28] → [1, 6, 14, 14]
  height and width: ⌊(28 + 2·0 − 1·(2 − 1) − 1) / 2⌋ + 1 = 14
  each output cell sees 6×6 of the input

conv2  Conv2d(6, 16, kernel_size=(5, 5), stride=(1, 1))
  [1, 6, 14, 14] → [1, 16, 10, 10]
  channels: 16, one for every filter
  height and width: ⌊(14 + 2·0 − 1·(5 − 1) − 1) / 1⌋ + 1 = 10
  parameters: 16·(6·5·5) + 16 = 2,416
  multiply-adds: 16·10·10·(6·5·5) = 240,000
  each output cell sees 14×14 of the input

relu   [1, 16, 10, 10], the shape stays

maxPool2d   [1, 16, 10, 10] → [1, 16, 5, 5]
  height and width: ⌊(10 + 2·0 − 1·(2 − 1) − 1) / 2⌋ + 1 = 5
  each output cell sees 16×16 of the input

reshape   [1, 16, 5, 5] → [1, 400]
  features: 16·5·5 = 400

fc1  Linear(in_features=400, out_features=120, bias=True)   [1, 400] → [1, 120]
  features: 120 sums over 400
  parameters: 120·400 + 120 = 48,120      multiply-adds: 120·400 = 48,000

relu   [1, 120], the shape stays

fc2  Linear(in_features=120, out_features=10, bias=True)   [1, 120] → [1, 10]
  features: 10 sums over 120
  parameters: 10·120 + 10 = 1,210      multiply-adds: 10·120 = 1,200

in all: 52,202 parameters, 642,000 multiply-adds`,
  );
  t.end();
});

test('a net that fails is explained up to there, with the reason and the fix', (t) => {
  const explanation = explainShape(new LeNet(576), [1, 3, 32, 32]);
  t.deepEqual(
    explanation.steps.map(({ kind }) => kind),
    ['Conv2d', 'relu', 'maxPool2d', 'Conv2d', 'relu', 'maxPool2d', 'reshape'],
  );
  const { path, input, message } = explanation.failure ?? {};
  t.deepEqual([path, input], ['fc1', [1, 400]]);
  t.match(String(message), /^fc1 expects 576 features but flatten gives 16·5·5 = 400: nn\.Linear\(400, 120\)\./);
  t.match(
    String(explanation),
    /fc1 {2}Linear.*\n {2}\[1, 400\] → it fails here\n {2}fc1 expects 576 features but flatten gives 16·5·5 = 400: nn\.Linear/,
  );
  const failure = explainShape(new nn.MaxPool2d(5), [1, 1, 3, 3]).failure;
  t.match(String(failure?.message), /the window does not fit/);
  t.end();
});

test('what is dropped, stepped over or cut off is said', (t) => {
  const notes = (layer: nn.Module, shape: Shape) =>
    explainShape(layer, shape).steps.flatMap(({ axes, notes: own }) => [...axes.flatMap((axis) => axis.notes), ...own]);
  const row = [1, 1, 5] as const;
  t.deepEqual(notes(new nn.MaxPool1d(2), row), ['cell 4 is never read: one more step of 2 would reach past the end']);
  t.deepEqual(notes(new nn.MaxPool1d(2, { ceilMode: true }), row), [
    'ceilMode: the last window counts though it reaches 1 cell past the end',
  ]);
  t.deepEqual(notes(new nn.MaxPool1d(2, { stride: 3, padding: 1, ceilMode: true }), row), [
    'the last of the 3 windows would start at cell 5, beyond the input: dropped',
    'cell 1 is stepped over: the window reaches over 2 and then moves on by 3',
    'cell 4 is never read: one more step of 3 would reach past the end',
  ]);
  t.deepEqual(notes(new nn.Conv1d(1, 1, 2, { stride: 2, dilation: 2 }), row), [
    'cells 1 and 3 are stepped over: the taps are 2 apart',
  ]);
  t.deepEqual(notes(new nn.Conv1d(2, 4, 4, { padding: 'same', groups: 2, paddingMode: 'replicate' }), [1, 2, 5]), [
    '2 groups: a filter sees 2 / 2 = 1 channels',
    'the padding copies cells of the input: replicate',
    'taps in the padding count among the multiply-adds',
  ]);
  t.deepEqual(notes(new nn.ConvTranspose2d(1, 1, [2, 1], { stride: [3, 1] }), [1, 1, 2, 4]), [
    'of the output, row 2 is reached by no stamp: only the bias is there',
    'a convolution with this window makes 2 of 5 … 7; outputPadding 0 says that 5 is meant',
  ]);
  class Views extends nn.Module {
    override forward(x: Tensor): Tensor {
      return x.view([-1, 6]);
    }
  }
  t.deepEqual(notes(new Views(), [4, 3, 3]), ['the first axis, the batch as a rule, changes from 4 to 6']);
  t.end();
});

/** The step of one layer on its own, checked against a real call. */
function only(layer: nn.Module, input: Shape): { step: ShapeStep; output: Tensor } {
  const { steps, failure } = explainShape(layer, input);
  if (failure !== undefined || steps.length !== 1) throw new Error(`${steps.length} steps; ${failure?.message}`);
  const output = layer(zeros(input)) as Tensor | [Tensor];
  return { step: steps[0], output: Array.isArray(output) ? output[0] : output };
}

/** Whether the printed formulas come to the real sizes, for the axes that a window slid along. */
function comesTrue({ axes, output }: ShapeStep, real: Tensor): boolean {
  const sizes = real.shape.slice(-2);
  const printed = axes.slice(-2).map(({ numbers }) => {
    const [formula, ...results] = numbers.replace(', less 1', ' − 1').split(' = ');
    const [first, last = Number(first) - 1] = results.map(parseFloat);
    if (valueOfFormula(formula) !== first) return Number.NaN;
    return results.length > 1 ? last : first;
  });
  return JSON.stringify([printed, output]) === JSON.stringify([sizes, real.shape]);
}

/** Whether rows and columns that are said to be unread are those without a gradient. */
function areUnread(layer: nn.Module, { input, axes }: ShapeStep): boolean {
  const unread = axes.slice(-2).map((axis) => axis.unread);
  // Where no column is read at all, no cell is, whatever its row.
  const isEmpty = unread.some((cells, axis) => cells.length === input[2 + axis]);
  const said = isEmpty ? input.slice(2).map((size) => Array.from({ length: size }, (_, cell) => cell)) : unread;
  return JSON.stringify(said) === JSON.stringify([2, 3].map((axis) => withoutGradient(layer, input, axis)));
}

/** Rows, or columns, of an input that no output depends on: where its gradient is 0, all weights being positive. */
function withoutGradient(layer: nn.Module, input: Shape, axis: number): number[] {
  for (const parameter of layer.parameters()) nn.init.uniform_(parameter, 1, 2);
  const leaf = zeros(input).requiresGrad_();
  layer(leaf).sum().backward();
  const others = [0, 1, 2, 3].filter((other) => other !== axis);
  const touched = Array.from((leaf.grad as Tensor).abs().sum(others).toTypedArray());
  return [...touched.keys()].filter((cell) => touched[cell] === 0);
}

const modes = fc.constantFrom('zeros', 'reflect', 'replicate', 'circular');

test('of every convolution the formula gives the real size, and what is never read has no gradient', (t) => {
  fc.assert(
    fc.property(convCase, modes, fc.boolean(), (c, mode, isSame) => {
      const { input, weight, groups, kernel, dilation } = c;
      // Only zeros may be as many as one likes: a mirror is smaller than the image, a circle no larger.
      const paddingMode = input.shape.slice(2).every((size, a) => size > Math.max(c.padding[a], 2 * (kernel[a] - 1)))
        ? mode
        : 'zeros';
      const stride = isSame ? 1 : c.stride;
      const padding = isSame ? 'same' : c.padding;
      const options = { stride, padding, paddingMode, dilation, groups } as const;
      const layer = new nn.Conv2d(input.shape[1], weight.shape[0], kernel, options);
      const { step, output } = only(layer, input.shape);
      return comesTrue(step, output) && areUnread(layer, step);
    }),
    { numRuns: 50 },
  );
  t.pass('for every stride, padding, mode, dilation and number of groups');
  t.end();
});

test('of every pool the formula gives the real size, and no tap reads what is said to be unread', (t) => {
  const options = fc.record({ ceilMode: fc.boolean(), isMax: fc.boolean() });
  fc.assert(
    fc.property(windowOn(poolWindow), options, ({ input, kernel, stride, padding, dilation }, { ceilMode, isMax }) => {
      const layer = isMax
        ? new nn.MaxPool2d(kernel, { stride, padding, dilation, ceilMode })
        : new nn.AvgPool2d(kernel, { stride, padding, ceilMode });
      if (explainShape(layer, input.shape).failure !== undefined) return true; // a dilated window may step over the input
      const { step, output } = only(layer, input.shape);
      if (!comesTrue(step, output)) return false;
      return [0, 1].every((axis) => {
        const read = new Set<number>();
        for (let place = 0; place < output.shape[2 + axis]; place++)
          for (let tap = 0; tap < kernel[axis]; tap++)
            read.add(place * stride[axis] + tap * (isMax ? dilation[axis] : 1) - padding[axis]);
        const unread = Array.from({ length: input.shape[2 + axis] }, (_, cell) => cell).filter(
          (cell) => !read.has(cell),
        );
        return JSON.stringify(step.axes[axis].unread) === JSON.stringify(unread);
      });
    }),
    { numRuns: 60 },
  );
  t.pass('with and without ceilMode');
  t.end();
});

test('of every transposed convolution the formula gives the real size, and what is cut off has no gradient', (t) => {
  fc.assert(
    fc.property(convTransposeCase, (c) => {
      const { input, weight, groups, kernel, stride, padding, dilation, outputPadding } = c;
      const options = { stride, padding, dilation, groups, outputPadding } as const;
      const layer = new nn.ConvTranspose2d(input.shape[1], weight.shape[1] * groups, kernel, options);
      const { step, output } = only(layer, input.shape);
      return comesTrue(step, output) && areUnread(layer, step);
    }),
    { numRuns: 40 },
  );
  t.pass('for every parameter');
  t.end();
});

test('parameters and multiply-adds are the products that they are printed as, and a count finds as many', (t) => {
  fc.assert(
    fc.property(convCase, convTransposeCase, ({ input, weight, groups, kernel, padding, stride, dilation }, c) => {
      const conv = new nn.Conv2d(input.shape[1], weight.shape[0], kernel, {
        stride,
        padding,
        dilation,
        groups,
      });
      const { step, output } = only(conv, input.shape);
      // Every element of the output adds up the taps of its own group, wherever they lie.
      let uses = 0;
      for (let element = 0; element < output.numel; element++)
        for (let channel = 0; channel < input.shape[1] / groups; channel++)
          for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) uses++;
      const back = new nn.ConvTranspose2d(c.input.shape[1], c.weight.shape[1] * c.groups, c.kernel, {
        ...{ stride: c.stride, padding: c.padding, dilation: c.dilation },
        ...{ outputPadding: c.outputPadding, groups: c.groups, bias: false },
      });
      const stamping = only(back, c.input.shape).step;
      let stamps = 0;
      for (let element = 0; element < c.input.numel; element++)
        for (let channel = 0; channel < c.weight.shape[1]; channel++)
          for (let tap = 0; tap < c.kernel[0] * c.kernel[1]; tap++) stamps++;
      const numel = (layer: nn.Module) => layer.parameters().reduce((sum, parameter) => sum + parameter.numel, 0);
      const expected = [numel(conv), uses, numel(back), stamps];
      const counts = [step.parameters, step.multiplyAdds, stamping.parameters, stamping.multiplyAdds];
      return counts.every(({ value, numbers }, i) => value === expected[i] && valueOfFormula(numbers) === expected[i]);
    }),
    { numRuns: 30 },
  );
  t.pass('of convolutions both ways');
  const { parameters, multiplyAdds } = only(new nn.Linear(3, 2), [4, 5, 3]).step;
  t.deepEqual(
    [parameters, multiplyAdds],
    [
      { numbers: '2·3 + 2', value: 8 },
      { numbers: '4·5·2·3', value: 120 },
    ],
  );
  t.end();
});

test('every layer that changes a shape has a rule, and it gives the real shape', (t) => {
  const image = [2, 4, 6, 5];
  const cases: readonly (readonly [nn.Module, Shape | Tensor])[] = [
    [new nn.Conv1d(3, 4, 3, { padding: 1, stride: 2 }), [2, 3, 9]],
    [new nn.Conv1d(3, 4, 3), [3, 9]],
    [new nn.Conv2d(4, 2, [3, 1], { padding: 'valid' }), [4, 6, 5]],
    [new nn.ConvTranspose2d(4, 2, 3, { stride: 2 }), [4, 6, 5]],
    [new nn.MaxPool1d(3), [2, 3, 9]],
    [new nn.AvgPool1d(2, { padding: 1 }), [3, 9]],
    [new nn.MaxPool2d(2), [4, 6, 5]],
    [new nn.AvgPool2d(2), image],
    [new nn.AdaptiveAvgPool1d(4), [2, 3, 9]],
    [new nn.AdaptiveMaxPool1d(4), [2, 3, 9]],
    [new nn.AdaptiveAvgPool2d([null, 2]), image],
    [new nn.AdaptiveMaxPool2d(3), image],
    [new nn.Linear(5, 7), image],
    [new nn.Flatten(), image],
    [new nn.Flatten(0, 2), image],
    [new nn.Flatten(-2), image],
    [new nn.Unflatten(1, [2, -1]), image],
    [new nn.Unfold([2, 3], { stride: 2, padding: 1 }), image],
    [new nn.Fold([6, 5], [2, 3], { stride: 2, padding: 1 }), [2, 24, 12]],
    [new nn.PixelShuffle(2), image],
    [new nn.PixelUnshuffle(2), [2, 3, 4, 6]],
    [new nn.ZeroPad2d([1, 2, 0, -1]), image],
    [new nn.ConstantPad2d(1, -1), image],
    [new nn.ReflectionPad2d([1, 2, 3, 0]), image],
    [new nn.ReplicationPad2d([1, -2, 3, 0]), image],
    [new nn.CircularPad2d([1, -2, 3, 0]), image],
    [new nn.Upsample({ scaleFactor: [1.5, 2] }), image],
    [new nn.Upsample({ size: [7, 3], mode: 'bilinear' }), image],
    [new nn.Upsample({ scaleFactor: 3, mode: 'linear' }), [2, 3, 4]],
    [new nn.Embedding(10, 3), tensor([[1, 2]], { dtype: 'int32' })],
  ];
  for (const [layer, input] of cases) {
    const explanation = explainShape(layer, input);
    const [step] = explanation.steps;
    const rule = layer.explainShape(explanation.inputShapes[0]);
    t.deepEqual(rule?.output, step.output, `${layer}`);
    t.ok(step.axes.length > 0);
  }
  const [{ axes, notes }] = explainShape(new nn.BatchNorm2d(4), image).steps;
  t.deepEqual([axes, notes], [[], []], 'a norm leaves the shape as it is, and the text says so');
  t.match(String(explainShape(new nn.Softmax(1), [2, 3])), /\[2, 3\], the shape stays$/);
  t.end();
});

test('what pads or cuts an image copies the cells that the rule says it does', (t) => {
  const sides = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -2, max: 3 }))) as fc.Arbitrary<
    [number, number, number, number]
  >;
  const kinds = [nn.ZeroPad2d, nn.ReflectionPad2d, nn.ReplicationPad2d, nn.CircularPad2d];
  fc.assert(
    fc.property(sides, fc.constantFrom(...kinds), (padding, Kind) => {
      const layer = new Kind(padding);
      const { steps, failure } = explainShape(layer, [1, 1, 6, 5]);
      return failure !== undefined || areUnread(layer, steps[0]);
    }),
    { numRuns: 60 },
  );
  t.pass('in all modes, with negative numbers too');
  t.end();
});

test('an explanation is plain data, and no line of its text is longer than 80 columns', (t) => {
  const net = new nn.Sequential(
    new nn.Conv2d(3, 64, [7, 5], { stride: [2, 1], padding: [3, 2], dilation: [1, 2], paddingMode: 'reflect' }),
    new nn.BatchNorm2d(64),
    new nn.ConvTranspose2d(64, 3, 4, { stride: 3, padding: 1, outputPadding: 2 }),
    new nn.MaxPool2d(2, { stride: 3, padding: 1, ceilMode: true }),
    new nn.Linear(7, 3),
  );
  const explanation = explainShape(net, [2, 3, 50, 64]);
  const { steps, failure } = JSON.parse(JSON.stringify(explanation));
  t.deepEqual([steps, failure], [explanation.steps, explanation.failure]);
  t.deepEqual(
    String(explanation)
      .split('\n')
      .filter((line) => line.length > 80),
    [],
  );
  t.end();
});

test('a module without a rule is explained by what it is made of, and a wrong rule is not told', (t) => {
  class Halves extends nn.Module {
    override forward(x: Tensor): Tensor {
      return F.avgPool2d(F.relu(x), 2);
    }
  }
  class Odd extends nn.MaxPool2d {
    override forward(x: Tensor): Tensor {
      return super.forward(x).flatten(1);
    }
  }
  const kinds = (net: nn.Module) => explainShape(net, [1, 1, 4, 4]).steps.map(({ kind, axes }) => [kind, axes.length]);
  t.deepEqual(kinds(new nn.Sequential(new Halves())), [
    ['relu', 0],
    ['avgPool2d', 2],
    ['Halves', 0],
  ]);
  t.deepEqual(kinds(new Odd(2)), [
    ['maxPool2d', 2],
    ['reshape', 1],
    ['Odd', 0],
  ]);
  t.end();
});
