import { GraphError } from '../errors.ts';
import { Container } from './Container.ts';
import type { Module } from './Module.ts';
import type { AnyModule } from './members.ts';

/** Modules by name, for a `forward` that chooses among them. */
export class ModuleDict<Held extends AnyModule = Module> extends Container<Held> {
  constructor(modules: Readonly<Record<string, Held>> = {}) {
    super();
    for (const [name, module] of Object.entries(modules)) this.set(name, module);
  }

  /** @throws GraphError: a dictionary says nothing about what is done with its modules. */
  override forward(): never {
    throw new GraphError("ModuleDict: cannot be called; choose one of its modules: this.branches.get('left')(x)");
  }

  /** @throws ArgumentError if there is none of that name. */
  get(name: string): Held {
    return this.find(name);
  }

  has(name: string): boolean {
    return this.parts.has(name);
  }

  set(name: string, module: Held): this {
    this.hold(name, module);
    return this;
  }

  delete(name: string): boolean {
    return this.parts.delete(name);
  }

  keys(): string[] {
    return [...this.parts.keys()];
  }

  values(): Held[] {
    return [...this.parts.values()];
  }

  entries(): [name: string, module: Held][] {
    return [...this.parts];
  }
}
