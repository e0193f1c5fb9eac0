import * as stridegrad from '../../src/index.ts';
import { F, nn, optim, type Tensor } from '../../src/index.ts';
import type { Scene } from './scene.ts';
import { axis, count, integer, positive, real, Sound, shape, word } from './sound.ts';

/** A public function, and arguments with which it works. */
export interface Call {
  /** The name that its errors begin with. */
  readonly says: string | RegExp;
  readonly run: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  /** Looks at numbers, so it throws before anything else on a device that must be awaited. */
  readonly onHost?: boolean;
}

const huge = 2 ** 40;
const reduction = word('mean');

const call = (says: Call['says'], run: Call['run'], ...args: unknown[]): Call => ({ says, run, args });
const onHost = (made: Call): Call => ({ ...made, onHost: true });

/** Convolution, pooling and the rest of `F`. */
export function functional(s: Scene): Call[] {
  const { image, row, weight, bias, matrix, labels, channels } = s;
  const conv = {
    stride: positive(1),
    dilation: positive(1, 9, huge),
    groups: positive(1, 3),
    paddingMode: word('zeros'),
  };
  const transposed = { ...conv, dilation: positive(1, huge), outputPadding: count(0, 2) };
  const { paddingMode: _, ...transposedOptions } = transposed;
  const pool = { stride: positive(2), padding: count(0, 2) };
  return [
    call('conv2d', F.conv2d, image, weight, bias, { ...conv, padding: count(0, huge) }),
    call('conv2d', F.conv2d, image, weight, bias, { stride: [1, positive(1)], padding: [count(1, huge), 1] }),
    call('conv2d', F.conv2d, image, weight, bias, { padding: new Sound('same', ['nonsense', [1, 1, 1]]) }),
    call('conv2d', F.conv2d, image, new Sound(weight, [image, matrix, s.two]), bias, {}),
    call('conv2d', F.conv2d, new Sound(image, [matrix, s.vector, s.two, s.row]), weight, bias, {}),
    call('conv2d', F.conv2d, image, weight, new Sound(bias, [s.two, matrix, s.some(5)]), {}),
    call('conv1d', F.conv1d, row, s.rowWeight, bias, { ...conv, padding: count(0, huge) }),
    call('convTranspose2d', F.convTranspose2d, image, s.transposedWeight, undefined, {
      ...transposedOptions,
      padding: count(0, 9),
    }),
    call('maxPool2d', F.maxPool2d, image, positive(2, 6, huge), { ...pool, dilation: positive(1, 5, huge) }),
    call('maxPool2d', F.maxPool2d, new Sound(image, [matrix, s.vector]), 2, { ceilMode: new Sound(true, ['yes', 1]) }),
    call('maxPool1d', F.maxPool1d, row, positive(2, 7), { ...pool, dilation: positive(1, 6) }),
    call('avgPool2d', F.avgPool2d, image, positive(2, 6), { ...pool, divisorOverride: integer(2, 0) }),
    call('avgPool2d', F.avgPool2d, new Sound(image, [matrix, s.place]), 2, {}),
    call('avgPool1d', F.avgPool1d, row, positive(2, 7), pool),
    call('adaptiveAvgPool2d', F.adaptiveAvgPool2d, image, [2, count(2, huge)]),
    call('adaptiveAvgPool1d', F.adaptiveAvgPool1d, row, count(2, huge)),
    call('adaptiveMaxPool2d', F.adaptiveMaxPool2d, image, [count(2, huge), 2], {}),
    call('adaptiveMaxPool1d', F.adaptiveMaxPool1d, row, count(2, huge), {}),
    call('maxUnpool2d', F.maxUnpool2d, s.pooled, s.winners, positive(2, huge), {
      stride: positive(2),
      padding: count(0, 9),
      outputSize: new Sound([4, 4], [[9, 9], [5], [Number.NaN, 4], ['4', 4], 4, 'x', [1.5, 4]]),
    }),
    call('maxUnpool2d', F.maxUnpool2d, s.pooled, new Sound(s.winners, [s.pooled, s.two]), 2, {}),
    call('unfold', F.unfold, image, positive(2, 6), {
      stride: positive(2),
      padding: count(0, huge),
      dilation: positive(1, 5),
    }),
    call('fold', F.fold, s.columns, [5, positive(5, huge)], positive(2, 6), {
      stride: positive(1),
      padding: count(0, 1),
      dilation: positive(1, 5),
    }),
    call(
      'pad',
      F.pad,
      image,
      new Sound([1, 1], [[1], [Number.NaN, 1], [1.5, 1], ['1', 1], 1, 'x', [-3, -3], [huge, 0]]),
      {
        mode: word('constant'),
        value: real(0),
      },
    ),
    call('pad', F.pad, image, new Sound([1, 1], [[5, 0]]), { mode: 'reflect' }),
    call('interpolate', F.interpolate, image, {
      size: shape([3, 3], [0, 3], [3], [2 ** 20, 2 ** 20]),
      mode: word('nearest'),
    }),
    call('interpolate', F.interpolate, image, { scaleFactor: real(2, 0, -1, Number.NaN, Infinity, huge) }),
    call('pixelShuffle', F.pixelShuffle, channels, positive(2)),
    call('pixelShuffle', F.pixelShuffle, new Sound(channels, [image, matrix]), 2),
    call('pixelUnshuffle', F.pixelUnshuffle, s.plane, positive(2, 3)),
    call('channelShuffle', F.channelShuffle, channels, positive(2, 3)),
    call('linear', F.linear, matrix, new Sound(s.single, [s.tall, s.two]), undefined),
    call('embedding', F.embedding, new Sound(labels, [matrix, s.integers([3]), s.integers([-1])]), matrix, {
      paddingIdx: integer(0, 3, -4),
    }),
    call('oneHot', F.oneHot, labels, new Sound(3, [0, -2, 2, 1.5, Number.NaN, '3', huge])),
    call('softmax', F.softmax, matrix, axis(1), {}),
    call('crossEntropy', F.crossEntropy, matrix, labels, {
      reduction,
      ignoreIndex: integer(-100),
      labelSmoothing: real(0.1, -1, 2, Number.NaN),
    }),
    call('nllLoss', F.nllLoss, matrix, labels, { reduction, ignoreIndex: integer(-100) }),
    call('mseLoss', F.mseLoss, matrix, matrix, { reduction }),
    call('smoothL1Loss', F.smoothL1Loss, matrix, matrix, { reduction, beta: real(1, -1, Number.NaN) }),
    call('huberLoss', F.huberLoss, matrix, matrix, { reduction, delta: real(1, 0, -1, Number.NaN) }),
    call('klDiv', F.klDiv, matrix, matrix, { reduction: word('batchmean') }),
    call('dropout', F.dropout, matrix, real(0.5, -1, 2, Number.NaN), {}),
    call('batchNorm', F.batchNorm, image, new Sound(s.runningMean, [s.vector, s.two]), s.runningVar, {
      training: true,
      momentum: real(0.1, -1, Number.NaN),
      eps: real(1e-5, -1, Number.NaN),
    }),
    call('instanceNorm', F.instanceNorm, image, {
      momentum: real(0.1, -1, Number.NaN),
      eps: real(1e-5, -1, Number.NaN),
    }),
    call('layerNorm', F.layerNorm, matrix, new Sound([4], [[3], 3, [Number.NaN], 'x', []]), { eps: real(1e-5, -1) }),
    call('groupNorm', F.groupNorm, channels, positive(2, 3), { eps: real(1e-5, -1, Number.NaN) }),
    call('normalize', F.normalize, matrix, { eps: real(1e-12) }),
    call('cosineSimilarity', F.cosineSimilarity, matrix, matrix, { eps: real(1e-8) }),
    call('tripletMarginLoss', F.tripletMarginLoss, matrix, matrix, matrix, { reduction, margin: real(1, 0, -1) }),
  ];
}

/** Creation, movement, reduction, indexing, products. */
export function general(s: Scene): Call[] {
  const g = stridegrad;
  const { matrix, vector, cube } = s;
  const operands = ['x', undefined, {}, [1, 2]];
  return [
    call(
      /^tensor( creation)?: /,
      g.tensor,
      new Sound([[1], [3]], [[[1, 2], [3]], ['x'], 'x', {}, undefined, [1, [2]]]),
      {},
    ),
    call(/^tensor( creation)?: /, g.tensor, new Sound([1], [[1.5], [2 ** 31], [Number.NaN]]), { dtype: 'int32' }),
    ...(['zeros', 'ones', 'empty', 'rand', 'randn'] as const).map((name) => call(name, g[name], shape([2, 2]))),
    call('full', g.full, shape([2, 2]), 1),
    call(/^(dtype|tensor creation): /, g.zeros, [2], { dtype: word('float32') }),
    call(/^(device '|tensor creation: )/, g.zeros, [2], { device: word('reference') }),
    call('tensor creation', g.zeros, [2], {}),
    call('eye', g.eye, count(2, huge), count(2, huge)),
    call(
      'arange',
      g.arange,
      real(0, Number.NaN, Infinity),
      real(5, huge, Infinity),
      new Sound(1, [0, -1, Number.NaN, '1', true]),
    ),
    call('linspace', g.linspace, real(0), real(1), count(5, huge)),
    call('logspace', g.logspace, real(0), real(1), count(5, huge), { base: real(10) }),
    call('normal', g.normal, real(0), real(1, -1, Number.NaN), shape([2])),
    call('randint', g.randint, integer(0, 7), integer(5, 0), shape([2])),
    call('randperm', g.randperm, count(4, huge)),
    call(
      'fromArray',
      g.fromArray,
      new Sound(new Float32Array(4), [[1, 2, 3, 4], 'x', new Float32Array(3), new Int16Array(4)]),
      [2, 2],
      {},
    ),
    call('fromArray', g.fromArray, new Float32Array(6), shape([3, 2], [1.5, 4], [-2, -3], [5])),
    call(
      'reshape',
      g.reshape,
      matrix,
      new Sound([4, 3], [[5], [-1, -1], [Number.NaN], [1.5], ['12'], 'x', 12, [-2, 6], [0, -1]]),
    ),
    call('view', g.view, matrix, new Sound([4, 3], [[5], 'x', 12])),
    call('flatten', g.flatten, matrix, axis(0), axis(1)),
    call('unflatten', g.unflatten, matrix, axis(1), new Sound([2, 2], [[3], [Number.NaN], 'x', 4, ['4']])),
    call('squeeze', g.squeeze, s.single, axis(0)),
    call('unsqueeze', g.unsqueeze, matrix, axis(1)),
    call('permute', g.permute, matrix, new Sound([1, 0], [[0], [0, 0], [0, 2], [Number.NaN, 0], ['1', 0], 'x', 1])),
    call('transpose', g.transpose, matrix, axis(0), axis(1)),
    call('movedim', g.movedim, matrix, axis(0), axis(1)),
    call(
      'expand',
      g.expand,
      s.single,
      new Sound([3, 4], [[3, 5], [4], [huge, 4], [Number.NaN, 4], [1.5, 4], 'x', 3, ['3', 4]]),
    ),
    call(
      'repeat',
      g.repeat,
      matrix,
      new Sound([2, 2], [[2], [huge, 1], [Number.NaN, 1], [-1, 1], [1.5, 1], 'x', ['2', 1]]),
    ),
    call(
      'tile',
      g.tile,
      matrix,
      new Sound(
        [2, 2],
        [
          [huge, 1],
          [Number.NaN, 1],
          [-1, 1],
          [1.5, 1],
        ],
      ),
    ),
    call('repeatInterleave', g.repeatInterleave, matrix, count(2, huge), axis(0)),
    call('narrow', g.narrow, matrix, axis(0), integer(0, 4, -9), count(2, 4)),
    call('select', g.select, matrix, axis(0), integer(0, 3, -4)),
    call('split', g.split, matrix, positive(1), axis(0)),
    call('split', g.split, matrix, new Sound([1, 2], [[1, 1], [Number.NaN, 3], [-1, 4], 'x'])),
    call('chunk', g.chunk, matrix, positive(1), axis(0)),
    call('tensorSplit', g.tensorSplit, matrix, positive(1), axis(0)),
    call('diagonal', g.diagonal, matrix, { offset: integer(0), dim1: axis(0), dim2: axis(1) }),
    call('diagEmbed', g.diagEmbed, vector, { offset: integer(0, huge) }),
    call(/^diag(Embed)?: /, g.diag, vector, integer(0, huge)),
    call('tril', g.tril, matrix, integer(0)),
    call('cat', g.cat, new Sound([matrix, matrix], [[], [matrix, vector], 'x', [matrix, 3], matrix]), axis(0)),
    call('stack', g.stack, new Sound([matrix, matrix], [[], [matrix, vector], 'x', [matrix, 3]]), axis(0)),
    call('flip', g.flip, matrix, axis(0)),
    call('roll', g.roll, matrix, integer(1), axis(0)),
    call('rot90', g.rot90, matrix, integer(1), new Sound([0, 1], [[0], [0, 0], [0, 5], 'x'])),
    ...(['sum', 'mean', 'prod', 'amax', 'argmax', 'all', 'logsumexp', 'cumsum', 'cumprod', 'cummax'] as const).map(
      (name) => call(name, g[name], matrix, axis(0)),
    ),
    ...(['sum', 'mean', 'prod', 'amax', 'argmax', 'all', 'logsumexp'] as const).map((name) =>
      call(name, g[name], matrix, 0, {}),
    ),
    call('std', g.std, matrix, axis(0), { correction: real(1) }),
    call('norm', g.norm, matrix, real(2, Number.NaN), axis(0), {}),
    onHost(call('sort', g.sort, matrix, axis(0), {})),
    onHost(call('topk', g.topk, matrix, count(2, 5), axis(1), {})),
    onHost(call('kthvalue', g.kthvalue, matrix, positive(2, 5), axis(1), {})),
    onHost(call('median', g.median, matrix, axis(1), {})),
    call(
      'gather',
      g.gather,
      matrix,
      axis(0),
      new Sound(s.place, [s.integers([[0, 1, 3, 0]]), s.integers([[0, -1, 0, 0]]), matrix, s.two]),
    ),
    call(
      'indexSelect',
      g.indexSelect,
      matrix,
      axis(0),
      new Sound(s.two, [s.integers([3]), s.integers([-1]), vector, s.place]),
    ),
    call('indexAdd', g.indexAdd, matrix, axis(0), s.two, new Sound(s.some(2, 4), [s.some(2, 3), vector]), {
      alpha: real(1),
    }),
    call('indexFill', g.indexFill, matrix, axis(0), s.two, real(1)),
    call('take', g.take, matrix, new Sound(s.two, [s.integers([12]), s.integers([-13]), vector])),
    call('scatter', g.scatter, matrix, axis(0), s.place, new Sound(s.single, [s.some(1, 3), '1', {}]), {}),
    call('scatterAdd', g.scatterAdd, matrix, axis(0), s.place, new Sound(s.single, [s.some(1, 3), s.place])),
    call(
      'get',
      (...index: never[]) => matrix.get(...index),
      new Sound(0, [3, -4, 1.5, Number.NaN, 'x', {}, s.integers([5]), vector]),
    ),
    call('matmul', g.matmul, matrix, new Sound(s.tall, [matrix, s.two, s.some(3)]), {}),
    call(/^(mm|matmul): /, g.mm, matrix, new Sound(s.tall, [matrix, vector])),
    call(/^(mm|matmul): /, g.mm, s.some(2 ** 16, 1), new Sound(s.some(1, 1), [s.some(1, 2 ** 16)])),
    call(/^(bmm|matmul): /, g.bmm, cube, new Sound(s.some(2, 4, 1), [cube, matrix])),
    call(
      'tensordot',
      g.tensordot,
      matrix,
      s.tall,
      new Sound(1, [3, -1, Number.NaN, 1.5, 'x', [[0], [0, 1]], [[0]], [[9], [0]]]),
    ),
    call('einsum', g.einsum, new Sound('ij,jk->ik', ['ij,jk->iz', 'ij', 'i->->', 'ij,kj->ik']), matrix, s.tall),
    ...(['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'eq'] as const).map((name) =>
      call(name, g[name], matrix, new Sound(matrix, [...operands, s.some(3, 3)])),
    ),
    call('add', g.add, matrix, 1, { alpha: real(1) }),
    call('add', g.add, s.some(2 ** 16, 1), new Sound(s.some(1, 1), [s.some(1, 2 ** 16)])),
    call('relu', g.relu, new Sound(matrix, ['x', 3, [1, 2], {}])),
    call('where', g.where, s.mask, new Sound(matrix, [...operands, s.some(3, 3)]), matrix),
    call('where', g.where, new Sound(s.mask, [matrix, 'x', undefined]), matrix, matrix),
    call('clamp', g.clamp, matrix, real(0), real(1)),
    call('maskedFill', g.maskedFill, matrix, new Sound(s.mask, [matrix]), real(1)),
    onHost(call('maskedSelect', g.maskedSelect, matrix, new Sound(s.mask, [matrix]))),
    call('lerp', g.lerp, matrix, matrix, new Sound(0.5, ['x', undefined])),
    call(
      /^(to|device)/,
      g.to,
      matrix,
      new Sound('float64', ['float16', 3, { dtype: 'x' }, { device: 'x' }, { nonsense: 1 }]),
    ),
  ];
}

/** Modules and optimizers: made, and used once. */
export function made(s: Scene): Call[] {
  const { image, matrix, labels, channels } = s;
  /** A module is made of the arguments, and called with an input. */
  const used = <Arguments extends unknown[]>(
    says: RegExp,
    make: (...args: Arguments) => nn.Module<Tensor[], unknown>,
    inputs: Tensor[],
    ...args: unknown[]
  ) => call(says, ((...chosen: Arguments) => make(...chosen).forward(...inputs)) as Call['run'], ...args);
  const betas = new Sound([0.9, 0.999], [[1, 0.9], [-0.1, 0.9], [Number.NaN, 0.9], ['0.9', 0.9], [0.9], 0.9, 'x']);
  const rate = real(0.1, -1, Number.NaN, Infinity);
  const stepped = (says: string, make: (params: Tensor[], options: never) => optim.Optimizer, options: object) =>
    call(says, (chosen: never) => make([s.some(2)], chosen).step(), options);
  return [
    used(
      /^conv2d/i,
      (a: 2, b: 4, c: 3, o: object) => new nn.Conv2d(a, b, c, o),
      [image],
      positive(2, 3),
      positive(4),
      positive(3, 6),
      {
        stride: positive(1),
        padding: count(0),
        dilation: positive(1),
        groups: positive(1, 3),
        paddingMode: word('zeros'),
      },
    ),
    used(
      /^(Linear|zeros)/,
      (a: 4, b: 2, o: object) => new nn.Linear(a, b, o),
      [matrix],
      positive(4, 3, huge),
      positive(2, huge),
      {},
    ),
    used(/^maxPool2d/i, (a: 2, o: object) => new nn.MaxPool2d(a, o), [image], positive(2, 6), {
      stride: positive(1),
      padding: count(0, 2),
      dilation: positive(1),
    }),
    used(/^avgPool2d/i, (a: 2, o: object) => new nn.AvgPool2d(a, o), [image], positive(2, 6), {
      divisorOverride: integer(1, 0),
    }),
    used(/^batchNorm(2d)?/i, (a: 2, o: object) => new nn.BatchNorm2d(a, o), [image], positive(2, 3), {
      eps: real(1e-5, -1, Number.NaN),
      momentum: real(0.1, -1, Number.NaN),
    }),
    used(/^layerNorm/i, (a: 4, o: object) => new nn.LayerNorm(a, o), [matrix], positive(4, 3), {
      eps: real(1e-5, -1, Number.NaN),
    }),
    used(
      /^groupNorm/i,
      (a: 2, b: 4, o: object) => new nn.GroupNorm(a, b, o),
      [channels],
      positive(2, 3),
      positive(4, 5),
      {
        eps: real(1e-5, -1),
      },
    ),
    used(/^flatten/i, (a: 1, b: -1) => new nn.Flatten(a, b), [image], axis(1), axis(-1)),
    used(/^softmax/i, (a: 1) => new nn.Softmax(a), [matrix], axis(1)),
    used(/^dropout/i, (p: number) => new nn.Dropout(p), [matrix], real(0.5, -1, 2, Number.NaN)),
    used(/^crossEntropy(Loss)?/i, (o: object) => new nn.CrossEntropyLoss(o), [matrix, labels], {
      reduction,
      ignoreIndex: integer(-100),
      labelSmoothing: real(0, -1, 2, Number.NaN),
    }),
    used(/^(Upsample|interpolate)/i, (o: object) => new nn.Upsample(o as { scaleFactor: number }), [image], {
      scaleFactor: real(2, 0, -1, Number.NaN),
      mode: word('nearest'),
    }),
    stepped('SGD', (p, o) => new optim.SGD(p, o), {
      lr: rate,
      momentum: rate,
      dampening: real(0, Number.NaN),
      weightDecay: rate,
      nesterov: new Sound(false, ['yes', 1]),
    }),
    stepped('Adam', (p, o) => new optim.Adam(p, o), { lr: rate, betas, eps: rate, weightDecay: rate }),
    stepped('AdamW', (p, o) => new optim.AdamW(p, o), { lr: rate, betas, eps: rate, weightDecay: rate }),
    stepped('RMSprop', (p, o) => new optim.RMSprop(p, o), {
      lr: rate,
      alpha: rate,
      eps: rate,
      momentum: rate,
      weightDecay: rate,
    }),
    stepped('Adagrad', (p, o) => new optim.Adagrad(p, o), { lr: rate, lrDecay: rate, eps: rate, weightDecay: rate }),
  ];
}
