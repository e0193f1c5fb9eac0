/** One mistake that somebody could make, and where the tests should notice. */
export interface Mutation {
  /** What is wrong then. */
  readonly mistake: string;
  /** From the root of the project. */
  readonly file: string;
  /** Text that occurs once in the file, and what stands there instead. */
  readonly find: string;
  readonly replace: string;
  /** Words for `npm test`: the files that should notice. If they do not, the whole suite runs. */
  readonly tests: readonly string[];
}

const window: Mutation[] = [
  {
    mistake: 'a stride is one too long where a window reads',
    file: 'src/shape/window.ts',
    find: 'return output * stride + tap * dilation - padding;',
    replace: 'return output * (stride + 1) + tap * dilation - padding;',
    tests: ['shape/window'],
  },
  {
    mistake: 'the padding is added instead of subtracted',
    file: 'src/shape/window.ts',
    find: 'return output * stride + tap * dilation - padding;',
    replace: 'return output * stride + tap * dilation + padding;',
    tests: ['shape/window'],
  },
  {
    mistake: 'a dilated window reaches over one tap more than it has',
    file: 'src/shape/window.ts',
    find: 'return window.dilation * (window.size - 1) + 1;',
    replace: 'return window.dilation * window.size;',
    tests: ['shape/window'],
  },
  {
    mistake: 'ceilMode keeps a window that starts in the padding',
    file: 'src/shape/window.ts',
    find: 'return ceilMode && (places - 1) * stride >= inputSize + padding ? places - 1 : places;',
    replace: 'return places;',
    tests: ['shape/window'],
  },
  {
    mistake: "padding 'same' puts the odd element in front",
    file: 'src/shape/window.ts',
    find: 'const before = Math.floor(total / 2);',
    replace: 'const before = Math.ceil(total / 2);',
    tests: ['shape/window'],
  },
  {
    mistake: 'an adaptive window ends one element late',
    file: 'src/shape/window.ts',
    find: 'return quotient((place + 1) * inputSize + outputCount - 1, outputCount);',
    replace: 'return quotient((place + 1) * inputSize + outputCount, outputCount);',
    tests: ['shape/window'],
  },
  {
    mistake: 'average pooling divides by cells beyond the padding',
    file: 'src/shape/window.ts',
    find: 'return Math.min(start + taps, inputSize + border) - Math.max(start, -border);',
    replace: 'return start + taps - Math.max(start, -border);',
    tests: ['shape/window'],
  },
  {
    mistake: 'conv2d forgets the bias',
    file: 'src/kernels/window/conv2d.ts',
    find: 'return sum + bias[outChannel];',
    replace: 'return sum;',
    tests: ['window/conv2d'],
  },
  {
    mistake: 'conv2d reads the first group whatever the group',
    file: 'src/kernels/window/conv2d.ts',
    find: 'const firstChannel = quotient(outChannel, groupOutChannels) * groupInChannels;',
    replace: 'const firstChannel = 0;',
    tests: ['window/conv2d'],
  },
  {
    mistake: 'conv2d skips the dilation between columns',
    file: 'src/kernels/window/conv2d.ts',
    find: 'input[row + tapX * dilationX]',
    replace: 'input[row + tapX]',
    tests: ['window/conv2d'],
  },
  {
    mistake: 'the gradient of the input leaves out the last output row',
    file: 'src/kernels/window/conv2dGradInput.ts',
    find: 'if (outY >= 0 && outY < outHeight) {',
    replace: 'if (outY >= 0 && outY < outHeight - 1) {',
    tests: ['window/conv2d'],
  },
  {
    mistake: 'the gradient of the weight looks at the first image alone',
    file: 'src/kernels/window/conv2dGradWeight.ts',
    find: 'for (let image = 0; image < images; image++) {',
    replace: 'for (let image = 0; image < 1; image++) {',
    tests: ['window/conv2d'],
  },
  {
    mistake: 'outputPadding may be as large as the stride',
    file: 'src/ops/window/convGeometry.ts',
    find: 'if (outputPadding[axis] >= most) {',
    replace: 'if (outputPadding[axis] > most) {',
    tests: ['window/convTranspose2d', 'window/errors'],
  },
  {
    mistake: 'the last of equal maxima wins',
    file: 'src/kernels/window/maxPool2dIndices.ts',
    find: 'if (value > largest || isNotANumber(value) === 1) {',
    replace: 'if (value >= largest || isNotANumber(value) === 1) {',
    tests: ['window/maxPool2d'],
  },
  {
    mistake: 'max pooling overlooks NaN',
    file: 'src/kernels/window/maxPool2dIndices.ts',
    find: 'if (value > largest || isNotANumber(value) === 1) {',
    replace: 'if (value > largest) {',
    tests: ['window/maxPool2d'],
  },
  {
    mistake: 'the padding of a pooling may be larger than half its kernel',
    file: 'src/ops/window/poolGeometry.ts',
    find: 'if (padding[axis] > Math.floor(size / 2)) {',
    replace: 'if (padding[axis] > size) {',
    tests: ['window/maxPool2d', 'window/avgPool2d', 'window/errors'],
  },
  {
    mistake: 'a reflection repeats the last cell',
    file: 'src/shape/padding.ts',
    find: 'return position < 0 ? -position : 2 * (size - 1) - position;',
    replace: 'return position < 0 ? -position - 1 : 2 * size - 1 - position;',
    tests: ['shape/padding'],
  },
];

const arithmetic: Mutation[] = [
  {
    mistake: 'matmul reads its second operand transposed',
    file: 'src/kernels/matmul.ts',
    find: '    bInnerStride: b.rowStride,\n    bColumnStride: b.columnStride,',
    replace: '    bInnerStride: b.columnStride,\n    bColumnStride: b.rowStride,',
    tests: ['ops/matmul'],
  },
  {
    mistake: 'the gradient of a transposed factor comes out transposed',
    file: 'src/ops/matmul.ts',
    find: '? multiply(run, { left: gradOutput, L: transposed(C), right: a, R: A, batch, like: b })',
    replace: '? multiply(run, { left: a, L: transposed(A), right: gradOutput, R: C, batch, like: b })',
    tests: ['ops/matmul'],
  },
  {
    mistake: 'broadcasting is not undone: the gradient is that of the first copy',
    file: 'src/ops/reduce/sumTo.ts',
    find: 'return { shape, storage: summed.storage };',
    replace: 'return { shape, storage: array.storage };',
    tests: ['ops/move/repeat', 'pointwise/binary'],
  },
  {
    mistake: 'a matrix that a batch shares receives the gradient of the first entry',
    file: 'src/ops/matmul.ts',
    find: 'return { shape, storage: summed.storage };',
    replace: 'return { shape, storage: full.storage };',
    tests: ['ops/matmul'],
  },
  {
    mistake: 'the gradient of a subtraction has the wrong sign',
    file: 'src/ops/pointwise/arithmetic.ts',
    find: "pointwiseOperation('sub', kernels.sub, ['same', negKernel])",
    replace: "pointwiseOperation('sub', kernels.sub, ['same', 'same'])",
    tests: ['pointwise/binary'],
  },
  {
    mistake: 'relu passes the gradient at 0',
    file: 'src/kernels/pointwise/relu.ts',
    find: 'return output[this.thread.x] <= 0 ? 0 : gradOutput[this.thread.x];',
    replace: 'return output[this.thread.x] < 0 ? 0 : gradOutput[this.thread.x];',
    tests: ['pointwise/activations'],
  },
  {
    mistake: 'the softmax does not subtract the largest value',
    file: 'src/kernels/norm/softmax.ts',
    find: 'return Math.exp(input[this.thread.x] - largest[row]) / total[row];',
    replace: 'return Math.exp(input[this.thread.x]) / (total[row] * Math.exp(largest[row]));',
    tests: ['norm/softmax'],
  },
  {
    mistake: 'logSumExp overflows on large logits',
    file: 'src/kernels/reduce/logSumExp.ts',
    find: '    total += Math.exp(input[start + term * inner] - largest);\n  }\n  return largest + Math.log(total);',
    replace: '    total += Math.exp(input[start + term * inner]);\n  }\n  return Math.log(total);',
    tests: ['norm/softmax', 'loss/crossEntropy'],
  },
  {
    mistake: 'the gradient of the softmax forgets what the row has in common',
    file: 'src/kernels/norm/softmax.ts',
    find: 'return output[this.thread.x] * (gradOutput[this.thread.x] - common[row]);',
    replace: 'return output[this.thread.x] * (gradOutput[this.thread.x] - output[this.thread.x] * common[row]);',
    tests: ['norm/softmax'],
  },
  {
    mistake: 'argmax takes the last of equal numbers',
    file: 'src/kernels/reduce/argMax.ts',
    find: '(x > largest || isNotANumber(x) === 1)',
    replace: '(x >= largest || isNotANumber(x) === 1)',
    tests: ['reduce/extremes'],
  },
  {
    mistake: 'a maximum gives its gradient to all that tie, undivided',
    file: 'src/kernels/reduce/ties.ts',
    find: '? gradOutput[x] / count[x] : 0',
    replace: '? gradOutput[x] : 0',
    tests: ['reduce/'],
  },
  {
    mistake: 'a gather with a negative index reads the row before',
    file: 'src/kernels/index/gather.ts',
    find: 'if (!(index >= 0 && index < inSize)) {',
    replace: 'if (!(index < inSize)) {',
    tests: ['index/mask'],
  },
];

const lossesAndNorms: Mutation[] = [
  {
    mistake: 'the mean of cross entropies counts rows instead of weights',
    file: 'src/kernels/loss/labelWeights.ts',
    find: '? weight[label] : 0 / 0;',
    replace: '? 1 : 0 / 0;',
    tests: ['loss/crossEntropy'],
  },
  {
    mistake: 'ignored rows count in the mean',
    file: 'src/kernels/loss/labelWeights.ts',
    find: '  if (label === ignoreIndex) {\n    return 0;',
    replace: '  if (label === ignoreIndex) {\n    return 1;',
    tests: ['loss/crossEntropy'],
  },
  {
    mistake: 'label smoothing does not take its share from the label',
    file: 'src/kernels/loss/crossEntropyRows.ts',
    find: 'return (1 - smoothing) * nll + (smoothing / classes) * spread;',
    replace: 'return nll + (smoothing / classes) * spread;',
    tests: ['loss/crossEntropy'],
  },
  {
    mistake: 'the gradient of the cross entropy forgets the label',
    file: 'src/kernels/loss/crossEntropyGrad.ts',
    find: 'const isLabel = here === label ? 1 : 0;',
    replace: 'const isLabel = 0;',
    tests: ['loss/crossEntropy'],
  },
  {
    mistake: 'the running variance of a batch norm stays biased',
    file: 'src/tensor/functions/batchNorm.ts',
    find: 'const factors = [1, count / (count - 1)];',
    replace: 'const factors = [1, 1];',
    tests: ['norm/norms'],
  },
  {
    mistake: 'the gradient of a norm takes its statistics for constants',
    file: 'src/ops/norm/normalize.ts',
    find: 'if (!ownStatistics) {',
    replace: 'if (!ownStatistics || ownStatistics) {',
    tests: ['norm/norms'],
  },
  {
    mistake: 'dropout does not scale up what it keeps',
    file: 'src/tensor/functions/dropout.ts',
    find: 'const kept = p === 1 ? 0 : 1 / (1 - p);',
    replace: 'const kept = 1;',
    tests: ['norm/dropout'],
  },
];

const tape: Mutation[] = [
  {
    mistake: 'a change in place does not count as a version',
    file: 'src/backends/storage.ts',
    find: '    this.#handle = handle;\n    this.version++;',
    replace: '    this.#handle = handle;',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'backward does not look at versions',
    file: 'src/autograd/backward.ts',
    find: 'if (storage.version !== versions[i]) {',
    replace: 'if (storage.version < versions[i]) {',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'what was saved is released although the graph is retained',
    file: 'src/autograd/backward.ts',
    find: 'if (!retainGraph) {',
    replace: 'if (retainGraph || !retainGraph) {',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'what forward saves goes back to the pool at once',
    file: 'src/autograd/record.ts',
    find: 'releaseAll(created, [output, ...kept]);',
    replace: 'releaseAll(created, [output]);',
    tests: ['autograd/tape', 'norm/norms'],
  },
  {
    mistake: 'a gradient that goes to two places is added to in place',
    file: 'src/autograd/backward.ts',
    find: 'return storage.owner === this && storage.uses === 1 && !storage.escaped;',
    replace: 'return true;',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'the first gradient of a leaf is kept without a copy',
    file: 'src/autograd/backward.ts',
    find: 'node.grad = run(copy, [gradient], { sizes: {}, shape, dtype: storage.dtype });',
    replace: 'node.grad = { shape, storage };',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'a second backward replaces the gradient instead of adding to it',
    file: 'src/autograd/backward.ts',
    find: 'runInto(add, [node.grad, gradient], node.grad, { sizes: {} });',
    replace: 'runInto(copy, [gradient], node.grad, { sizes: {} });',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'the tape is walked in the order in which it was found',
    file: 'src/autograd/backward.ts',
    find: 'return [...found].sort((a, b) => b.step - a.step);',
    replace: 'return [...found];',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'a gradient is kept before the others are there, also if they never come',
    file: 'src/autograd/backward.ts',
    find: '      this.#kept.push([node, gradient]);',
    replace: '      this.#accumulate(node, gradient);\n      this.#letGo(gradient);',
    tests: ['autograd/tape'],
  },
  {
    mistake: 'noGrad stays on after an error',
    file: 'src/autograd/gradMode.ts',
    find: '  } catch (error) {\n    leave();',
    replace: '  } catch (error) {',
    tests: ['autograd/tape'],
  },
];

const badInput: Mutation[] = [
  {
    mistake: 'an array that was taken away reads as NaN',
    file: 'src/backends/storage.ts',
    find: 'if (length !== this.length) {',
    replace: 'if (length > this.length) {',
    tests: ['badInput/'],
  },
  {
    mistake: 'a step begins without a look at all parameters',
    file: 'src/optim/optimizer.ts',
    find: '    param.storage.handleFor(this.name);\n',
    replace: '',
    tests: ['badInput/'],
  },
  {
    mistake: 'sizes that overflow go as far as memory',
    file: 'src/shape/checkShape.ts',
    find: 'if (!(count <= mostElements)) {',
    replace: 'if (count > 2 ** 52) {',
    tests: ['badInput/'],
  },
  {
    mistake: 'undefined is a number',
    file: 'src/tensor/functions/common.ts',
    find: "if (typeof value !== 'number') {",
    replace: "if (typeof value === 'string') {",
    tests: ['badInput/'],
  },
  {
    mistake: 'a batch norm updates its statistics before it has looked at everything',
    file: 'src/tensor/functions/normalized.ts',
    find: '    vector.storage.handleFor(operation); // of two running statistics, both change or none\n',
    replace: '',
    tests: ['badInput/'],
  },
  {
    mistake: 'a label one beyond the classes is let through',
    file: 'src/tensor/functions/labels.ts',
    find: 'label !== ignoreIndex && (label < 0 || label >= classes);',
    replace: 'label !== ignoreIndex && (label < 0 || label > classes);',
    tests: ['badInput/'],
  },
];

const optimizers: Mutation[] = [
  {
    mistake: 'dampening weakens the momentum instead of the gradient',
    file: 'src/kernels/optim/sgd.ts',
    find: 'return momentum * buffer[this.thread.x] + (1 - dampening) * g;',
    replace: 'return (1 - dampening) * momentum * buffer[this.thread.x] + g;',
    tests: ['optim/optimizers'],
  },
  {
    mistake: 'the first momentum is dampened',
    file: 'src/optim/SGD.ts',
    find: 'likeInput(param, [0, 0, weightDecay, sign])',
    replace: 'likeInput(param, [0, dampening, weightDecay, sign])',
    tests: ['optim/optimizers'],
  },
  {
    mistake: 'weight decay pushes weights away from 0',
    file: 'src/kernels/optim/decayed.ts',
    find: 'return sign * gradient + decay * value;',
    replace: 'return sign * gradient - decay * value;',
    tests: ['optim/optimizers'],
  },
  {
    mistake: 'Adam corrects its bias by the step before',
    file: 'src/optim/Adam.ts',
    find: 'const correction = Math.sqrt(1 - betas[1] ** step);',
    replace: 'const correction = Math.sqrt(1 - betas[1] ** (step - 1 || 1));',
    tests: ['optim/optimizers'],
  },
  {
    mistake: 'AdamW lets its decay go through the gradient too',
    file: 'src/optim/Adam.ts',
    find: 'weightDecay: decoupledWeightDecay ? 0 : weightDecay });',
    replace: 'weightDecay });',
    tests: ['optim/optimizers'],
  },
  {
    mistake: 'the second moment averages gradients, not their squares',
    file: 'src/kernels/optim/moments.ts',
    find: 'return beta * moment[this.thread.x] + rest * g * g;',
    replace: 'return beta * moment[this.thread.x] + rest * Math.abs(g);',
    tests: ['optim/optimizers'],
  },
  {
    mistake: 'clipping lengthens short gradients',
    file: 'src/kernels/optim/clip.ts',
    find: 'return grad[this.thread.x] * (factor > 1 ? 1 : factor);',
    replace: 'return grad[this.thread.x] * factor;',
    tests: ['nn/clip'],
  },
  {
    mistake: 'StepLR steps one epoch late',
    file: 'src/optim/schedulers/StepLR.ts',
    find: 'this.lastEpoch !== 0 && this.lastEpoch % this.stepSize === 0;',
    replace: 'this.lastEpoch !== 0 && (this.lastEpoch - 1) % this.stepSize === 0;',
    tests: ['optim/schedulers'],
  },
];

const data: Mutation[] = [
  {
    mistake: 'a shuffle is no permutation: some samples come twice',
    file: 'src/random/randomSource.ts',
    find: '      order[last] = kept;',
    replace: '      order[chosen] = kept;',
    tests: ['random/'],
  },
  {
    mistake: 'a shuffle never leaves a sample in its place',
    file: 'src/random/randomSource.ts',
    find: 'const chosen = this.integer(last + 1);',
    replace: 'const chosen = this.integer(last);',
    tests: ['random/'],
  },
  {
    mistake: 'every epoch has the same order',
    file: 'src/data/DataLoader.ts',
    find: 'new KeyedGenerator(this.#seed, epoch, orderKey)',
    replace: 'new KeyedGenerator(this.#seed, 0, orderKey)',
    tests: ['data/DataLoader'],
  },
  {
    mistake: 'the newest batch of the workers is handed out first',
    file: 'src/data/DataLoader.ts',
    find: 'const batch = await underWay.shift();',
    replace: 'const batch = await underWay.pop();',
    tests: ['data/workers'],
  },
  {
    mistake: "a sample's random numbers depend on its place in the batch",
    file: 'src/data/makeBatch.ts',
    find: 'new KeyedGenerator(seed, epoch, indices[place])',
    replace: 'new KeyedGenerator(seed, epoch, place)',
    tests: ['data/DataLoader', 'data/workers'],
  },
  {
    mistake: 'dropLast keeps a last batch that is not full',
    file: 'src/data/samplers.ts',
    find: 'if (batch.length > 0 && !this.#dropLast) {',
    replace: 'if (batch.length > 0) {',
    tests: ['data/samplers'],
  },
  {
    mistake: 'a label is read from the record before',
    file: 'src/data/LabelledImages.ts',
    find: 'labels[place] = this.data.labels[indices[place]];',
    replace: 'labels[place] = this.data.labels[Math.max(0, indices[place] - 1)];',
    tests: ['data/LabelledImages'],
  },
];

const gpu: Mutation[] = [
  {
    mistake: 'the last of equal maxima wins, in tiles',
    file: 'src/backends/gpu/kernels/poolTiles.ts',
    find: 'const wins = value > largest ? 1 :',
    replace: 'const wins = value >= largest ? 1 :',
    tests: ['gpu/pooling'],
  },
  {
    mistake: 'tiles are used where windows overlap',
    file: 'src/backends/gpu/lowerings/poolingInTiles.ts',
    find: 'if (!isDense(sizes) || kernelHeight > strideY || kernelWidth > strideX) return undefined;',
    replace: 'if (!isDense(sizes)) return undefined;',
    tests: ['gpu/pooling'],
  },
  {
    mistake: 'true + true is 2 on a device',
    file: 'src/backends/gpu/source.ts',
    find: "bool: 'function storedAsBool(value) { return value === 0 ? 0 : 1; }',",
    replace: "bool: 'function storedAsBool(value) { return value; }',",
    tests: ['gpu/backend'],
  },
  {
    mistake: 'a program of other sizes is taken for the same',
    file: 'src/backends/gpu/programs.ts',
    find: 'for (const name of kernel.sizes) key +=',
    replace: 'for (const name of [] as string[]) key +=',
    tests: ['gpu/programs'],
  },
  {
    mistake: 'memory that was refused counts as there',
    file: 'src/backends/gpu/webgpu/check.ts',
    find: 'return this.isDone && this.error === undefined;',
    replace: 'return this.isDone;',
    tests: ['gpu/webgpu'],
  },
  {
    mistake: 'integers beyond 2^24 are read as they came',
    file: 'src/backends/gpu/backend.ts',
    find: 'const place = numbers.findIndex((value) => !(Math.abs(value) <= mostElements));',
    replace: 'const place = -1;',
    tests: ['gpu/backend'],
  },
];

/** Mistakes in TypeScript. */
export const mutations: readonly Mutation[] = [
  ...window,
  ...arithmetic,
  ...lossesAndNorms,
  ...tape,
  ...badInput,
  ...optimizers,
  ...data,
  ...gpu,
];

/** Mistakes in C++: every one costs a build. */
export const nativeMutations: readonly Mutation[] = [
  {
    mistake: 'the last of equal maxima wins',
    file: 'native/src/kernels/max_pool.hpp',
    find: 'const bool wins = (b > value) | (b != b);',
    replace: 'const bool wins = (b >= value) | (b != b);',
    tests: ['native/kernels'],
  },
  {
    mistake: 'dampening strengthens the gradient',
    file: 'native/src/kernels/optim.cpp',
    find: 'static_cast<float>(1 - dampening) * Decayed(param, grad, weight_decay, sign);',
    replace: 'static_cast<float>(1 + dampening) * Decayed(param, grad, weight_decay, sign);',
    tests: ['native/kernels'],
  },
  {
    mistake: 'label smoothing takes away what it should spread',
    file: 'native/src/kernels/loss.cpp',
    find: 'output[row] = sharp * nll + spread_factor * spread;',
    replace: 'output[row] = sharp * nll - spread_factor * spread;',
    tests: ['native/kernels'],
  },
];
