import { nn, optim, type Tensor, zeros } from 'stridegrad';
import type { Adapter, AdapterInputs, Attributes } from '../case.ts';

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
  const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
}

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
