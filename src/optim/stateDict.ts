import { run } from '../backends/run.ts';
import { type NdArray, upload } from '../backends/storage.ts';
import { DataError } from '../errors.ts';
import { copy } from '../kernels/pointwise/copy.ts';
import { sameShape } from '../shape/rowMajor.ts';
import { Tensor } from '../tensor/tensor.ts';
import type { ParamGroup, State } from './optimizer.ts';

/** What PyTorch's `optimizer.state_dict()` holds: state by the parameter's number, and settings by group. */
export interface OptimizerStateDict {
  readonly state: Readonly<Record<number, Readonly<Record<string, number | Tensor>>>>;
  readonly param_groups: readonly GroupRecord[];
}

/** A group's settings under PyTorch's names (`weight_decay`), and the numbers of its parameters. */
export interface GroupRecord {
  readonly params: readonly number[];
  readonly [setting: string]: unknown;
}

/** Settings that schedulers keep in a group, in addition to the optimizer's own. */
const schedulerSettings = ['initialLr', 'maxLr', 'minLr', 'maxMomentum', 'baseMomentum'];

/** State that is one number, whatever the parameter's shape. */
const scalarStates = ['step', 'mu_product'];

/** Parameters are numbered through all groups, in order. */
export function writeStateDict(groups: readonly ParamGroup[], states: ReadonlyMap<Tensor, State>): OptimizerStateDict {
  const all = groups.flatMap(({ params }) => params);
  const state: Record<number, Record<string, number | Tensor>> = {};
  all.forEach((param, number) => {
    const kept = states.get(param);
    if (kept === undefined) return;
    const arrays = Object.entries(kept.arrays).map(([name, array]) => [name, new Tensor(array)] as const);
    state[number] = { ...kept.numbers, ...Object.fromEntries(arrays) };
  });
  let counted = 0;
  const records = groups.map(({ params, ...settings }): GroupRecord => {
    const named = Object.entries(settings).map(([name, value]) => [snakeCase(name), value] as const);
    return { ...Object.fromEntries(named), params: params.map(() => counted++) };
  });
  return { state, param_groups: records };
}

/** What a state dict says, ready to be taken over. @throws DataError where it does not fit the groups. */
export function readStateDict(
  operation: string,
  { state, param_groups: records }: OptimizerStateDict,
  groups: readonly ParamGroup[],
): { groups: Record<string, unknown>[]; states: [Tensor, State][] } {
  const fail = (problem: string) => new DataError(`${operation}.loadStateDict: ${problem}`);
  if (records.length !== groups.length) {
    throw fail(`the state has ${records.length} parameter groups, the optimizer ${groups.length}`);
  }
  const tensors = new Map<number, Tensor>();
  const settings = records.map(({ params, ...settingsOfGroup }, g) => {
    const group = groups[g];
    if (params.length !== group.params.length) {
      throw fail(`group ${g} has ${params.length} parameters in the state, ${group.params.length} in the optimizer`);
    }
    params.forEach((number, i) => {
      tensors.set(number, group.params[i]);
    });
    const known = new Set([...Object.keys(group), ...schedulerSettings]);
    const named = Object.entries(settingsOfGroup).map(([name, value]) => [camelCase(name), value] as const);
    // PyTorch's switches for how to compute (fused, foreach, …) are null or false where they are not used.
    const unknown = named.find(([name, value]) => !known.has(name) && value !== null && value !== false);
    if (unknown !== undefined) throw fail(`group ${g} has an unknown setting "${unknown[0]}"`);
    return Object.fromEntries(named.filter(([name]) => known.has(name)));
  });
  const states = Object.entries(state).map(([number, record]): [Tensor, State] => {
    const param = tensors.get(Number(number));
    if (param === undefined) throw fail(`there is state for parameter ${number}, but the groups do not name it`);
    return [param, readState(record, param, (problem) => fail(`parameter ${number}: ${problem}`))];
  });
  return { groups: settings, states };
}

function readState(
  record: Readonly<Record<string, number | Tensor>>,
  param: Tensor,
  fail: (problem: string) => DataError,
): State {
  const numbers: Record<string, number> = {};
  const arrays: Record<string, NdArray> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'number') {
      numbers[name] = value;
    } else if (scalarStates.includes(name) && value.numel === 1) {
      numbers[name] = value.item(); // PyTorch keeps them in tensors
    } else if (sameShape(value.shape, param.shape) && value.dtype === param.dtype) {
      arrays[name] = copyTo(param, value);
    } else {
      throw fail(
        `${name} is ${value.dtype} [${value.shape.join(', ')}], the parameter ${param.dtype} [${param.shape.join(', ')}]`,
      );
    }
  }
  return { numbers, arrays };
}

/** A copy of `source` where `param` lives. */
function copyTo({ storage: { backend } }: Tensor, { shape, storage }: Tensor): NdArray {
  return storage.backend === backend
    ? run(copy, [{ shape, storage }], { sizes: {}, shape, dtype: storage.dtype })
    : upload(backend, storage.read().slice(), shape, storage.dtype);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
