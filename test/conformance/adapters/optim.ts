import { nn, optim, type Tensor, zeros } from 'stridegrad';
import type { Adapter, AdapterInputs, Attributes } from '../case.ts';

const lr = optim.lrScheduler;

type Made = { step(): void; zeroGrad(): void };
/** How each optimizer is made of parameters (or groups) and options. */
const optimizers: Readonly<Record<string, (params: never, options: never) => Made>> = {
  SGD: (params, options) => new optim.SGD(params, options),
  Adam: (params, options) => new optim.Adam(params, options),
  AdamW: (params, options) => new optim.AdamW(params, options),
  RMSprop: (params, options) => new optim.RMSprop(params, options),
  Adagrad: (params, options) => new optim.Adagrad(params, options),
  Adamax: (params, options) => new optim.Adamax(params, options),
  Adadelta: (params, options) => new optim.Adadelta(params, options),
  NAdam: (params, options) => new optim.NAdam(params, options),
  RAdam: (params, options) => new optim.RAdam(params, options),
};

/** What a case says that is no option of the optimizer. */
const ofTheCase = ['steps', 'groups', 'missing_grads'];

/** Runs the steps of a case with the gradients that it gives, and collects every parameter after every step. */
const steps =
  (name: string): Adapter =>
  ({ named }: AdapterInputs, attrs: Attributes) => {
    const params = Object.keys(named)
      .filter((input) => input.startsWith('param'))
      .map((input) => named[input]);
    for (const param of params) param.requiresGrad = true;
    const options = camelCased(Object.fromEntries(Object.entries(attrs).filter(([key]) => !ofTheCase.includes(key))));
    const groups = attrs.groups as { params: number[] }[] | null;
    const optimised = groups?.map(({ params: numbers, ...settings }) => ({
      ...camelCased(settings),
      params: numbers.map((number) => params[number]),
    }));
    const optimizer = optimizers[name]((optimised ?? params) as never, options as never);
    const after: Tensor[] = [];
    for (let step = 0; step < Number(attrs.steps); step++) {
      optimizer.zeroGrad();
      params.forEach((param, i) => {
        param.grad = named[`grad${i}_step${step}`];
      });
      optimizer.step();
      after.push(...params.map((param) => param.detach().mul(1)));
    }
    return after;
  };

function camelCased(options: Attributes): Record<string, unknown> {
  const camelCase = (name: string) => name.replace(/_([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
}

/** How each scheduler is made of an optimizer and PyTorch's attributes. */
const schedulers: Readonly<Record<string, (optimizer: optim.Optimizer, attrs: SchedulerAttributes) => Scheduler>> = {
  ConstantLR: (optimizer, { factor, totalIters }) => new lr.ConstantLR(optimizer, { factor, totalIters }),
  CosineAnnealingLR: (optimizer, { TMax, etaMin }) => new lr.CosineAnnealingLR(optimizer, TMax, { etaMin }),
  CosineAnnealingWarmRestarts: (optimizer, { T0, TMult: tMult, etaMin }) =>
    new lr.CosineAnnealingWarmRestarts(optimizer, T0, { tMult, etaMin }),
  CyclicLR: (optimizer, { baseLr, maxLr, ...options }) => new lr.CyclicLR(optimizer, baseLr, maxLr, options as never),
  ExponentialLR: (optimizer, { gamma }) => new lr.ExponentialLR(optimizer, gamma),
  LinearLR: (optimizer, { startFactor, endFactor, totalIters }) =>
    new lr.LinearLR(optimizer, { startFactor, endFactor, totalIters }),
  MultiStepLR: (optimizer, { milestones, gamma }) => new lr.MultiStepLR(optimizer, milestones, { gamma }),
  OneCycleLR: (optimizer, { maxLr, ...options }) => new lr.OneCycleLR(optimizer, maxLr, options as never),
  PolynomialLR: (optimizer, { totalIters, power }) => new lr.PolynomialLR(optimizer, { totalIters, power }),
  ReduceLROnPlateau: (optimizer, options) => new lr.ReduceLROnPlateau(optimizer, options as never),
  StepLR: (optimizer, { stepSize, gamma }) => new lr.StepLR(optimizer, stepSize, { gamma }),
};

/** PyTorch's attributes under the names they have here. */
type SchedulerAttributes = Record<string, number> & { readonly milestones: number[] };
type Scheduler = { step(metric?: number): void };

/** What a case of a scheduler says that is no option of the scheduler. */
const ofTheSchedule = ['base_lr_of_optimizer', 'steps', 'optimizer', 'metrics'];

/** Runs a schedule and collects the learning rate (and the momentum, where the case has it) before each step. */
const schedule =
  (name: string): Adapter =>
  (_, attrs, { outputs }) => {
    const param = zeros([1], { requiresGrad: true });
    const options = { lr: attrs.base_lr_of_optimizer as number };
    const isAdam = String(attrs.optimizer).startsWith('Adam');
    const optimizer = isAdam ? new optim.Adam([param], options) : new optim.SGD([param], { ...options, momentum: 0.9 });
    const own = Object.fromEntries(Object.entries(attrs).filter(([key]) => !ofTheSchedule.includes(key)));
    const scheduler = schedulers[name](optimizer, camelCased(own) as SchedulerAttributes);
    const rates: number[] = [];
    const momenta: number[] = [];
    const [group] = optimizer.paramGroups as { lr: number; momentum?: number; betas?: readonly number[] }[];
    for (let step = 0; step < Number(attrs.steps); step++) {
      rates.push(group.lr);
      momenta.push(group.betas?.[0] ?? group.momentum ?? NaN);
      optimizer.step();
      if (step < Number(attrs.steps) - 1) scheduler.step((attrs.metrics as number[] | undefined)?.[step]);
    }
    return outputs.map((output) => (output.name === 'lr' ? rates : momenta));
  };

export const optimAdapters: Readonly<Record<string, Adapter>> = {
  clip_grad_norm_: (inputs, { max_norm: maxNorm, norm_type: normType }) => {
    const params = withGradients(inputs);
    const total = nn.clipGradNorm(params, maxNorm as number, {
      normType: normType === 'inf' ? Infinity : Number(normType),
    });
    return [total, ...gradientsOf(params)];
  },
  clip_grad_value_: (inputs, { clip_value: clipValue }) => {
    const params = withGradients(inputs);
    nn.clipGradValue(params, clipValue as number);
    return gradientsOf(params);
  },
  ...Object.fromEntries(Object.keys(optimizers).map((name) => [`optim.${name}`, steps(name)])),
  ...Object.fromEntries(Object.keys(schedulers).map((name) => [`lr_scheduler.${name}`, schedule(name)])),
};

/** Parameters with the gradients that a case gives. */
function withGradients({ list }: AdapterInputs): Tensor[] {
  return list.flatMap((gradient) => {
    if (gradient === undefined) return [];
    const param = zeros(gradient.shape, { device: gradient.device, requiresGrad: true });
    param.grad = gradient;
    return [param];
  });
}

function gradientsOf(params: readonly Tensor[]): Tensor[] {
  return params.flatMap(({ grad }) => (grad === undefined ? [] : [grad]));
}
