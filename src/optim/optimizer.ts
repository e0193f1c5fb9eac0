import { enableGrad, noGrad } from '../autograd/gradMode.ts';
import { observation, type StepEvent } from '../autograd/observer.ts';
import { run, runInto, together } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { ArgumentError, DataError, DeviceError, GraphError } from '../errors.ts';
import { fill } from '../kernels/pointwise/fill.ts';
import { checkOptions } from '../options.ts';
import { type Removable, Tensor } from '../tensor/tensor.ts';
import { requireSameKinds } from './settings.ts';
import { type OptimizerStateDict, readStateDict, writeStateDict } from './stateDict.ts';
import { addStepHook, type StepHook, StepHooks } from './stepHooks.ts';

/** What every optimizer has: a learning rate. */
export interface Settings {
  lr: number;
}

/** Parameters that share settings. Changing a setting (`group.lr = 0.01`) takes effect at the next step. */
export type ParamGroup<Chosen extends Settings = Settings> = Chosen & {
  params: Tensor[];
  /** The learning rate that schedulers started from. */
  initialLr?: number;
};

/** A group as the user gives it: settings that are missing are the optimizer's. */
export type GroupOptions<Chosen extends Settings> = Partial<Chosen> & { readonly params: Tensor | Iterable<Tensor> };

/** What an optimizer optimises: tensors, or groups of them. */
export type Optimised<Chosen extends Settings> = Iterable<Tensor> | Iterable<GroupOptions<Chosen>>;

/** What an optimizer remembers of one parameter from step to step, under PyTorch's names. */
export interface State {
  readonly numbers: Record<string, number>;
  readonly arrays: Record<string, NdArray>;
}

/** Everything that one parameter's step needs. */
export interface Update<Chosen extends Settings> {
  readonly param: Tensor;
  readonly grad: NdArray;
  readonly group: ParamGroup<Chosen>;
  readonly state: State;
}

/**
 * Changes parameters in place so that the loss goes down, by their gradients. `step` first looks at everything and then
 * changes everything: an error leaves parameters and state as they were. A parameter without a gradient is skipped.
 */
export abstract class Optimizer<Chosen extends Settings = Settings> {
  /** The class, for messages. */
  protected readonly name: string;
  readonly defaults: Readonly<Chosen>;
  readonly paramGroups: ParamGroup<Chosen>[] = [];
  protected readonly states = new Map<Tensor, State>();
  #hooks: StepHooks | undefined;

  /**
   * @throws ArgumentError for an unknown or impossible option, no parameters, or one that is given twice. GraphError for
   *   the result of an operation.
   */
  constructor(name: string, params: Optimised<Chosen>, options: Partial<Chosen>, defaults: Chosen) {
    this.name = name;
    checkOptions(name, options, Object.keys(defaults));
    this.defaults = { ...defaults, ...options };
    this.check(this.defaults);
    requireSameKinds(name, this.defaults, defaults);
    if (params instanceof Tensor || params === null || typeof params?.[Symbol.iterator] !== 'function') {
      throw new ArgumentError(this.name, 'params must be a list of tensors or of groups, such as net.parameters()');
    }
    const given: (Tensor | GroupOptions<Chosen>)[] = [...params];
    if (given.length === 0) {
      throw new ArgumentError(
        this.name,
        'there are no parameters. Does the module have any? A generator gives its own once',
      );
    }
    if (given.every((entry) => !(entry instanceof Tensor) && isGroup(entry))) {
      for (const group of given) this.addParamGroup(group as GroupOptions<Chosen>);
    } else {
      this.addParamGroup({ params: given } as unknown as GroupOptions<Chosen>);
    }
  }

  /** @throws ArgumentError for settings that can never be right. */
  protected abstract check(settings: Readonly<Chosen>): void;

  /** What is remembered of a parameter that has not been updated yet. */
  protected abstract initialState(param: Tensor, group: ParamGroup<Chosen>): State;

  /** Changes one parameter and its state. Nothing that it does is recorded. */
  protected abstract update(update: Update<Chosen>): void;

  /**
   * Adds parameters with settings of their own: a part that is unfrozen later, say.
   *
   * @throws as the constructor does; then nothing is added.
   */
  addParamGroup(group: GroupOptions<Chosen>): void {
    const { params, ...settings } = group;
    checkOptions(`${this.name} group`, settings, [...Object.keys(this.defaults), 'initialLr']);
    const chosen = { ...this.defaults, ...settings } as Chosen;
    this.#checkSettings(chosen);
    const tensors = params instanceof Tensor ? [params] : [...params];
    this.#checkTensors(tensors);
    this.paramGroups.push({ ...chosen, params: tensors });
  }

  /**
   * One step for every parameter that has a gradient. A `closure` that computes the loss again is called first, and its
   * result returned.
   *
   * @throws ArgumentError for a setting that is wrong by now, DeviceError for a gradient elsewhere, DataError for an array
   *   that was taken away. Nothing is changed then.
   */
  step(): undefined;
  step<Loss>(closure: () => Loss): Loss;
  step<Loss>(closure?: () => Loss): Loss | undefined {
    this.#hooks?.callBefore(this);
    const loss = closure === undefined ? undefined : enableGrad(closure);
    for (const group of this.paramGroups) {
      this.#checkSettings(group);
      for (const param of group.params) this.#checkArrays(param);
    }
    observation.current?.stepStarts?.(this.#asEvent());
    noGrad(() => together(() => this.#updateAll()));
    observation.current?.stepEnded?.(this.#asEvent());
    this.#hooks?.callAfter(this);
    return loss;
  }

  /** Calls `hook` before every step, and before its closure. */
  registerStepPreHook(hook: StepHook): Removable {
    return addStepHook(this.#hooked().before, hook);
  }

  /** Calls `hook` after every step. A step that throws has none. */
  registerStepPostHook(hook: StepHook): Removable {
    return addStepHook(this.#hooked().after, hook);
  }

  #hooked(): StepHooks {
    this.#hooks ??= new StepHooks();
    return this.#hooks;
  }

  /** What an observer sees of a step. */
  #asEvent(): StepEvent {
    const updates = this.paramGroups.flatMap((group) =>
      group.params.flatMap((param) => {
        const grad = param.node?.grad;
        return grad === undefined ? [] : [{ param, grad, settings: group, state: this.states.get(param) }];
      }),
    );
    return { optimizer: this, name: this.name, updates };
  }

  #updateAll(): void {
    for (const group of this.paramGroups) {
      for (const param of group.params) {
        const grad = param.node?.grad;
        if (grad !== undefined) this.update({ param, grad, group, state: this.#stateOf(param, group) });
      }
    }
  }

  /**
   * Forgets the gradients, so that the next backward starts afresh. With `setToNone: false` they become zeros instead,
   * which a step takes into account (momentum goes on).
   */
  zeroGrad({ setToNone = true }: { readonly setToNone?: boolean } = {}): void {
    for (const { params } of this.paramGroups) {
      for (const { node } of params) {
        if (node?.grad === undefined) continue;
        if (setToNone) {
          node.grad.storage.release();
          node.grad = undefined;
        } else {
          runInto(fill, [], node.grad, { sizes: {}, scalars: [0] });
        }
      }
    }
  }

  /** State and settings, in PyTorch's structure and names. The tensors are the optimizer's own, not copies. */
  stateDict(): OptimizerStateDict {
    return writeStateDict(this.paramGroups, this.states);
  }

  /**
   * Takes over what `stateDict` gave, as copies.
   *
   * @throws DataError if it belongs to other groups or shapes; nothing is changed then.
   */
  loadStateDict(stateDict: OptimizerStateDict): void {
    const { groups, states } = readStateDict(this.name, stateDict, this.paramGroups);
    for (const settings of groups) this.#checkSettings({ ...this.defaults, ...settings } as Chosen);
    for (const [param, state] of states) this.#checkState(param, state);
    groups.forEach((settings, i) => {
      Object.assign(this.paramGroups[i], settings);
    });
    this.states.clear();
    for (const [param, state] of states) this.states.set(param, state);
  }

  /** What PyTorch prints: every group's settings. */
  toString(): string {
    const lines = this.paramGroups.flatMap(({ params, ...settings }, i) => [
      `Parameter Group ${i}`,
      ...Object.entries(settings)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `    ${name}: ${Array.isArray(value) ? `[${value.join(', ')}]` : value}`),
    ]);
    return `${this.name} (\n${lines.join('\n')}\n)`;
  }

  #stateOf(param: Tensor, group: ParamGroup<Chosen>): State {
    let state = this.states.get(param);
    if (state === undefined) {
      state = this.initialState(param, group);
      this.states.set(param, state);
    }
    return state;
  }

  /** Refuses the state of another kind of optimizer. */
  #checkState(param: Tensor, state: State): void {
    const expected = this.initialState(param, this.paramGroups[0]);
    for (const kind of ['numbers', 'arrays'] as const) {
      const missing = Object.keys(expected[kind]).find((name) => !(name in state[kind]));
      if (missing !== undefined) {
        throw new DataError(
          `${this.name}.loadStateDict: a parameter's state has no ${missing}. Is it another optimizer's?`,
        );
      }
    }
  }

  #checkSettings(settings: Readonly<Chosen>): void {
    requireSameKinds(this.name, settings, this.defaults);
    this.check(settings);
  }

  /** What a step will read and write must be there, before the first parameter changes. */
  #checkArrays(param: Tensor): void {
    const grad = param.node?.grad;
    if (grad === undefined) return;
    if (grad.storage.backend !== param.storage.backend) {
      throw new DeviceError(
        `${this.name}: a parameter [${param.shape.join(', ')}] is on ${param.device}, but its gradient on ` +
          grad.storage.backend.name,
      );
    }
    grad.storage.handleFor(this.name);
    param.storage.handleFor(this.name);
  }

  #checkTensors(tensors: readonly Tensor[]): void {
    const taken = new Set(this.paramGroups.flatMap(({ params }) => params.map(({ storage }) => storage)));
    tensors.forEach((tensor, i) => {
      if (!(tensor instanceof Tensor)) {
        const what = tensor === null ? 'null' : typeof tensor;
        throw new ArgumentError(this.name, `an optimizer optimises tensors, but params[${i}] is of type ${what}`);
      }
      const form = `params[${i}] [${tensor.shape.join(', ')}]`;
      if (!tensor.isLeaf) {
        throw new GraphError(`${this.name}: ${form} is the result of an operation, and only leaves can be optimised`);
      }
      if (taken.has(tensor.storage)) {
        throw new ArgumentError(
          this.name,
          `${form} is given twice (or shares its numbers with another): it would step twice`,
        );
      }
      taken.add(tensor.storage);
    });
  }
}

function isGroup(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'params' in entry;
}

/** An array like the parameter, filled with one number. */
export function filledLike({ shape, storage }: NdArray, value = 0): NdArray {
  const like = { shape, storage };
  return run(fill, [], { sizes: {}, scalars: [value], shape, dtype: storage.dtype, like });
}
