import test from 'tape';
import { optim, tensor } from '../../src/index.ts';
import { close } from '../support/close.ts';

const lr = optim.lrScheduler;
type Scheduler = optim.lrScheduler.LRScheduler;

function sgd(rate = 0.1): optim.SGD {
  return new optim.SGD([tensor([0], { requiresGrad: true })], { lr: rate, momentum: 0.9 });
}

/** The learning rates before each of some steps; `change` sets one by hand, after the rate of that step is read. */
function rates(
  make: (optimizer: optim.SGD) => Scheduler,
  steps: number,
  change?: { step: number; lr: number },
): number[] {
  const optimizer = sgd();
  const scheduler = make(optimizer);
  return Array.from({ length: steps }, (_, step) => {
    const { lr: rate } = optimizer.paramGroups[0];
    if (step === change?.step) optimizer.paramGroups[0].lr = change.lr;
    scheduler.step();
    return rate;
  });
}

/** What PyTorch 2.13 gives. */
const cases: readonly [name: string, make: (optimizer: optim.SGD) => Scheduler, expected: number[]][] = [
  ['LambdaLR', (o) => new lr.LambdaLR(o, (epoch) => 0.95 ** epoch), [0.1, 0.095, 0.09025, 0.0857375]],
  ['MultiplicativeLR', (o) => new lr.MultiplicativeLR(o, () => 0.95), [0.1, 0.095, 0.09025, 0.0857375]],
  ['StepLR', (o) => new lr.StepLR(o, 2, { gamma: 0.5 }), [0.1, 0.1, 0.05, 0.05, 0.025]],
  ['MultiStepLR', (o) => new lr.MultiStepLR(o, [1, 3, 3], { gamma: 0.5 }), [0.1, 0.05, 0.05, 0.0125]],
  ['ConstantLR', (o) => new lr.ConstantLR(o, { factor: 0.5, totalIters: 2 }), [0.05, 0.05, 0.1, 0.1]],
  ['LinearLR', (o) => new lr.LinearLR(o, { startFactor: 0.5, totalIters: 2 }), [0.05, 0.075, 0.1, 0.1]],
  ['ExponentialLR', (o) => new lr.ExponentialLR(o, 0.5), [0.1, 0.05, 0.025]],
  ['PolynomialLR', (o) => new lr.PolynomialLR(o, { totalIters: 4, power: 2 }), [0.1, 0.05625, 0.025, 0.00625, 0, 0]],
  ['CosineAnnealingLR', (o) => new lr.CosineAnnealingLR(o, 2), [0.1, 0.05, 0, 0.05, 0.1, 0.05]],
  [
    'CosineAnnealingWarmRestarts',
    (o) => new lr.CosineAnnealingWarmRestarts(o, 1, { tMult: 2 }),
    [0.1, 0.1, 0.05, 0.1, 0.08535533905932738, 0.05],
  ],
  [
    'ConstantLR, then ExponentialLR',
    (o) =>
      new lr.SequentialLR(
        o,
        [new lr.ConstantLR(o, { factor: 0.1, totalIters: 20 }), new lr.ExponentialLR(o, 0.9)],
        [3],
      ),
    [0.01, 0.01, 0.01, 0.1, 0.09, 0.081],
  ],
  [
    'LinearLR, then CosineAnnealingLR, then StepLR',
    (o) => {
      const warmUp = new lr.LinearLR(o, { startFactor: 0.5, totalIters: 3 });
      return new lr.SequentialLR(o, [warmUp, new lr.CosineAnnealingLR(o, 5), new lr.StepLR(o, 2)], [3, 8]);
    },
    [
      0.05, 0.06666666666666667, 0.08333333333333333, 0.1, 0.09045084971874738, 0.06545084971874737,
      0.03454915028125263, 0.009549150281252633, 0.1, 0.1, 0.01, 0.01,
    ],
  ],
  [
    'ConstantLR, then CyclicLR',
    (o) => {
      const first = new lr.ConstantLR(o, { factor: 0.5, totalIters: 20 });
      return new lr.SequentialLR(o, [first, new lr.CyclicLR(o, 0.01, 0.05, { stepSizeUp: 2 })], [3]);
    },
    [0.05, 0.05, 0.05, 0.01, 0.03, 0.05, 0.03, 0.01, 0.03],
  ],
  [
    'ExponentialLR, then warm restarts, then LambdaLR, then MultiplicativeLR',
    (o) => {
      const all = [
        new lr.ExponentialLR(o, 0.9),
        new lr.CosineAnnealingWarmRestarts(o, 2),
        new lr.LambdaLR(o, (epoch) => 0.5 ** epoch),
        new lr.MultiplicativeLR(o, () => 0.9),
      ];
      return new lr.SequentialLR(o, all, [2, 5, 7]);
    },
    [0.1, 0.09, 0.1, 0.05, 0.1, 0.1, 0.05, 0.045, 0.0405, 0.03645],
  ],
  [
    'ConstantLR with ExponentialLR',
    (o) =>
      new lr.ChainedScheduler([new lr.ConstantLR(o, { factor: 0.1, totalIters: 2 }), new lr.ExponentialLR(o, 0.9)]),
    [0.01, 0.009, 0.081, 0.0729, 0.06561],
  ],
];

for (const [name, make, expected] of cases) {
  test(`${name} gives PyTorch's learning rates`, (t) => {
    const actual = rates(make, expected.length);
    t.ok(
      expected.every((rate, i) => close(actual[i], rate)),
      `${actual.join(', ')}`,
    );
    t.end();
  });

  test(`${name} goes on from its state`, (t) => {
    const [whole, stopped] = [sgd(), sgd()];
    const uninterrupted = make(whole);
    const before = make(stopped);
    for (let step = 0; step < 3; step++) {
      uninterrupted.step();
      before.step();
    }
    const [ofOptimizer, ofScheduler] = [stopped.stateDict(), JSON.parse(JSON.stringify(before.stateDict()))];
    const resumed = sgd();
    const after = make(resumed);
    resumed.loadStateDict(ofOptimizer);
    after.loadStateDict(ofScheduler);
    const pairs = Array.from({ length: 8 }, () => {
      uninterrupted.step();
      after.step();
      return [whole.paramGroups[0].lr, resumed.paramGroups[0].lr];
    });
    t.ok(
      pairs.every(([a, b]) => a === b),
      'through JSON',
    );
    t.deepEqual(after.getLastLr(), [resumed.paramGroups[0].lr]);
    t.end();
  });
}

test('a rate changed by hand stays changed: the next one is made of it', (t) => {
  const halved = rates((o) => new lr.ExponentialLR(o, 0.5), 6, { step: 2, lr: 1 });
  t.deepEqual(
    halved.map((rate) => rate.toFixed(6)),
    ['0.100000', '0.050000', '0.025000', '0.500000', '0.250000', '0.125000'],
  );
  const cosine = rates((o) => new lr.CosineAnnealingLR(o, 4), 6, { step: 2, lr: 1 });
  const expected = [0.1, 0.08535533905932738, 0.05, 0.29289321881345254, 0, 0.014644660940672622];
  t.ok(
    cosine.every((rate, i) => close(rate, expected[i])),
    "as PyTorch's",
  );
  t.end();
});

test('OneCycleLR and CyclicLR move momentum the other way, and the first beta of Adam', (t) => {
  const optimizer = new optim.Adam([tensor([0], { requiresGrad: true })]);
  const cycle = new lr.CyclicLR(optimizer, 0.1, 0.5, { stepSizeUp: 2, baseMomentum: 0.75, maxMomentum: 0.875 });
  const seen = Array.from({ length: 4 }, () => {
    const { lr: rate, betas } = optimizer.paramGroups[0];
    cycle.step();
    return [rate.toFixed(3), betas[0], betas[1]];
  });
  t.deepEqual(seen, [
    ['0.100', 0.875, 0.999],
    ['0.300', 0.8125, 0.999],
    ['0.500', 0.75, 0.999],
    ['0.300', 0.8125, 0.999],
  ]);

  const once = sgd();
  const scheduler = new lr.OneCycleLR(once, 1, { totalSteps: 4, pctStart: 0.5, annealStrategy: 'linear' });
  const rows = [0, 1, 2, 3].map((step) => {
    const { lr: rate, momentum } = once.paramGroups[0];
    if (step < 3) scheduler.step();
    return [rate.toFixed(6), momentum.toFixed(3)];
  });
  // 1/25 up to 1, and down to 1/25/10,000.
  t.deepEqual(rows, [
    ['0.040000', '0.950'],
    ['1.000000', '0.850'],
    ['0.500002', '0.900'],
    ['0.000004', '0.950'],
  ]);
  scheduler.step();
  t.throws(() => scheduler.step(), /OneCycleLR: step 5 is beyond the 4 that were planned/);
  t.end();
});

test('ReduceLROnPlateau waits, lowers the rate, cools down, and stops at the least', (t) => {
  const optimizer = sgd(1);
  const scheduler = new lr.ReduceLROnPlateau(optimizer, { factor: 0.5, patience: 1, cooldown: 1, minLr: 0.2 });
  const seen = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1].map((metric) => {
    scheduler.step(metric);
    return optimizer.paramGroups[0].lr;
  });
  // The second bad step in a row counts; the step after it does not.
  t.deepEqual(seen, [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2]);
  t.throws(() => scheduler.step(), /step needs the metric as a number, but got undefined/);
  t.end();
});

test('schedulers refuse what can never be right', (t) => {
  const o = sgd();
  t.throws(() => new lr.StepLR({} as never, 1), /StepLR: the first argument must be an optimizer/);
  t.throws(
    () => new lr.MultiStepLR(o, { milestones: [1] } as never),
    /^ArgumentError: MultiStepLR: milestones must be a list of integers/,
  );
  t.throws(() => new lr.StepLR(o, 0), /StepLR: stepSize must be a positive integer, but is 0/);
  t.throws(() => new lr.StepLR(o, 1, { gama: 1 } as never), /StepLR: unknown option "gama"; did you mean "gamma"\?/);
  t.throws(() => new lr.LambdaLR(o, [() => 1, () => 1]), /lrLambda has 2 values, but the optimizer has 1 groups/);
  t.throws(() => new lr.ConstantLR(o, { factor: 2 }), /factor must be between 0 and 1, but is 2/);
  t.throws(() => new lr.LinearLR(o, { startFactor: 0 }), /startFactor must be above 0 and at most 1, but is 0/);
  t.throws(() => new lr.OneCycleLR(o, 1, {}), /needs totalSteps, or both epochs and stepsPerEpoch/);
  t.throws(() => new lr.CyclicLR(o, 0.1, 1, { mode: 'square' as never }), /mode must be 'triangular'/);
  const adagrad = new optim.Adagrad([tensor([0], { requiresGrad: true })]);
  t.throws(() => new lr.CyclicLR(adagrad, 0.1, 1), /cycleMomentum needs an optimizer with momentum or betas/);
  t.throws(() => new lr.ReduceLROnPlateau(o, { factor: 1 }), /factor must be below 1, but is 1/);
  const step = new lr.StepLR(o, 1);
  t.throws(() => new lr.SequentialLR(o, [step], [1]), /1 schedulers have 0 milestones between them, but 1 are given/);
  t.throws(() => new lr.ChainedScheduler([step, new lr.StepLR(sgd(), 1)]), /scheduler 1 changes another optimizer/);
  t.throws(() => new lr.ChainedScheduler([new lr.ReduceLROnPlateau(o)]), /whose steps need a metric/);
  t.throws(() => step.loadStateDict({ tMax: 1 }), /StepLR\.loadStateDict: it has no "tMax"/);
  t.throws(() => new lr.ExponentialLR(sgd(), 0.5, { lastEpoch: 3 }), /group 0 needs its initialLr/);
  o.addParamGroup({ params: [tensor([0], { requiresGrad: true })] });
  const lambda = new lr.LambdaLR(sgd(), () => 1);
  lambda.optimizer.addParamGroup({ params: [tensor([0], { requiresGrad: true })] });
  t.throws(() => lambda.step(), /the optimizer has 2 groups now, and had 1/);
  t.end();
});
