import { DataError } from '../errors.ts';
import { sameShape } from '../shape/rowMajor.ts';
import { Tensor } from '../tensor/tensor.ts';
import { type AnyModule, join } from './members.ts';
import { overwrite } from './transfer.ts';

/** The tensors of a module by their paths, under PyTorch's keys: `conv1.weight`, `bn.running_mean`. */
export type StateDict = Record<string, Tensor>;

/** What `loadStateDict` found on one side only. */
export interface KeyDifference {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** The parameters and persistent buffers themselves, not copies; what two modules share is there twice. */
export function stateOf(module: AnyModule, prefix = '', state: StateDict = {}): StateDict {
  const members = module.members();
  for (const kind of ['parameter', 'buffer'] as const) {
    for (const member of members) {
      if (member.kind === kind && (member.kind === 'parameter' || member.persistent)) {
        state[join(prefix, member.key)] = member.value;
      }
    }
  }
  for (const member of members) {
    if (member.kind === 'module') stateOf(member.value, join(prefix, member.key), state);
  }
  return state;
}

/**
 * Writes `given` into the tensors of `module`, converted to their dtypes and devices. Everything is checked, and every
 * number fetched, before the first is written.
 *
 * @throws DataError that lists missing keys and unexpected ones (unless not `strict`) and every tensor of another shape.
 */
export function loadState(module: AnyModule, given: Readonly<StateDict>, strict: boolean): KeyDifference {
  const own = stateOf(module);
  const missingKeys = Object.keys(own).filter((key) => !Object.hasOwn(given, key));
  const unexpectedKeys = Object.keys(given).filter((key) => !Object.hasOwn(own, key));
  const common = Object.keys(own).filter((key) => Object.hasOwn(given, key));

  const problems = [
    ...(strict && missingKeys.length > 0 ? [`missing: ${missingKeys.join(', ')}`] : []),
    ...(strict && unexpectedKeys.length > 0 ? [`unexpected: ${unexpectedKeys.join(', ')}`] : []),
    ...common.flatMap((key) => misfit(key, own[key], given[key])),
  ];
  if (problems.length > 0) {
    const name = module.constructor.name;
    throw new DataError(`loadStateDict: the state does not fit ${name}:\n  ${problems.join('\n  ')}`);
  }

  const fetched = common.map((key) => given[key].detach().to({ device: own[key].device }));
  common.forEach((key, i) => {
    overwrite(own[key], fetched[i]);
  });
  return { missingKeys, unexpectedKeys };
}

function misfit(key: string, own: Tensor, given: unknown): string[] {
  if (!(given instanceof Tensor)) return [`${key}: is no tensor in the state`];
  return sameShape(own.shape, given.shape)
    ? []
    : [`${key}: is [${own.shape.join(', ')}] here but [${given.shape.join(', ')}] in the state`];
}
