import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Module } from './Module.ts';
import type { Parameter } from './Parameter.ts';

/** A module of any inputs and any output: what can be asked of it without calling it. */
export type AnyModule = Pick<
  Module<never, unknown>,
  | 'training'
  | 'members'
  | 'parameters'
  | 'namedParameters'
  | 'buffers'
  | 'namedBuffers'
  | 'children'
  | 'namedChildren'
  | 'modules'
  | 'namedModules'
  | 'stateDict'
  | 'loadStateDict'
  | 'multiplyAdds'
  | 'weightUses'
  | 'explainShape'
  | 'window'
  | 'extraRepr'
  | 'toString'
>;

/** The things that a module can own, by kind. */
interface Members {
  readonly parameter: { readonly kind: 'parameter'; readonly key: string; readonly value: Parameter };
  readonly module: { readonly kind: 'module'; readonly key: string; readonly value: AnyModule };
  readonly buffer: {
    readonly kind: 'buffer';
    readonly key: string;
    readonly value: Tensor;
    /** Whether state dicts have it. */
    readonly persistent: boolean;
    /** Puts another tensor in its place. */
    replace(value: Tensor): void;
  };
}

/** One thing that a module owns. `key` is its name in a state dict. */
export type Member<Kind extends keyof Members = keyof Members> = Members[Kind];

/** A module and where it is found: `layer1.0.conv`; the root has the path ''. */
export interface Place {
  readonly path: string;
  readonly module: AnyModule;
}

/** The root and every module below it, each once, parents first. */
export function placesBelow(root: AnyModule): Place[] {
  const places: Place[] = [];
  const seen = new Set<AnyModule>();
  const visit = (module: AnyModule, path: string) => {
    if (seen.has(module)) return;
    seen.add(module);
    places.push({ path, module });
    for (const member of module.members()) {
      if (member.kind === 'module') visit(member.value, join(path, member.key));
    }
  };
  visit(root, '');
  return places;
}

/** What is of one kind in the root and, with `recurse`, in all below it: each once, with its path. */
export function membersBelow<Kind extends keyof Members>(
  root: AnyModule,
  kind: Kind,
  recurse = true,
): { readonly path: string; readonly member: Member<Kind> }[] {
  const found = new Map<unknown, { readonly path: string; readonly member: Member<Kind> }>();
  for (const { path, module } of recurse ? placesBelow(root) : [{ path: '', module: root }]) {
    for (const member of module.members()) {
      if (isOfKind(member, kind) && !found.has(member.value)) {
        found.set(member.value, { path: join(path, member.key), member });
      }
    }
  }
  return [...found.values()];
}

function isOfKind<Kind extends keyof Members>(member: Member, kind: Kind): member is Member<Kind> {
  return member.kind === kind;
}

/** @throws ArgumentError for a name that cannot be part of a path. */
export function checkName(operation: string, name: string): void {
  if (name === '' || name.includes('.')) {
    throw new ArgumentError(operation, `a name is not empty and has no dot, but this is '${name}'`);
  }
}

/** The path of what a module at `path` calls `key`. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
