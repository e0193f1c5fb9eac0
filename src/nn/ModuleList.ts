import { GraphError } from '../errors.ts';
import { Container } from './Container.ts';
import type { Module } from './Module.ts';
import type { AnyModule } from './members.ts';
import { indent } from './python.ts';

/** Modules in a list, for a `forward` that goes through them in its own way. */
export class ModuleList<Held extends AnyModule = Module> extends Container<Held> {
  constructor(modules: Iterable<Held> = []) {
    super();
    this.extend(modules);
  }

  /** @throws GraphError: a list says nothing about what is done with its modules. */
  override forward(): never {
    throw new GraphError('ModuleList: cannot be called; go through its modules: for (const layer of this.layers) …');
  }

  /** The module at that place; −1 is the last. @throws ArgumentError if there is none. */
  get(place: number): Held {
    return this.find(place);
  }

  append(module: Held): this {
    this.hold(String(this.size), module);
    return this;
  }

  extend(modules: Iterable<Held>): this {
    for (const module of modules) this.append(module);
    return this;
  }

  /** The modules from `start` to before `end` in a list of their own, numbered from 0, and not copied. */
  slice(start?: number, end?: number): ModuleList<Held> {
    return new ModuleList([...this].slice(start, end));
  }

  /** Neighbours that print alike are told once: `(0-2): 3 x ReLU()`. */
  protected override describeChildren(): string[] {
    const runs: { readonly text: string; readonly first: number; count: number }[] = [];
    [...this].map(String).forEach((text, place) => {
      const last = runs.at(-1);
      if (last?.text === text) {
        last.count++;
      } else {
        runs.push({ text, first: place, count: 1 });
      }
    });
    return runs.map(({ text, first, count }) =>
      count === 1 ? `(${first}): ${indent(text)}` : `(${first}-${first + count - 1}): ${count} x ${indent(text)}`,
    );
  }
}
