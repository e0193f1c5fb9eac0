import { ArgumentError } from '../errors.ts';
import { Module } from './Module.ts';
import { type AnyModule, checkName, type Member } from './members.ts';

/**
 * A module that holds others by name, in the order in which they were put in. They are no fields, so they may have any
 * name: `0`, or that of a method.
 */
export abstract class Container<
  Held extends AnyModule,
  Inputs extends readonly unknown[] = never[],
  Output = never,
> extends Module<Inputs, Output> {
  protected readonly parts = new Map<string, Held>();

  /** How many modules it holds. */
  get size(): number {
    return this.parts.size;
  }

  [Symbol.iterator](): IterableIterator<Held> {
    return this.parts.values();
  }

  override members(): Member[] {
    const held = [...this.parts].map(([key, value]): Member => ({ kind: 'module', key, value }));
    return [...super.members(), ...held];
  }

  /** The module of that name or at that place; negative places count from the end. */
  protected find(place: number | string): Held {
    const found = typeof place === 'number' ? [...this.parts.values()][this.#fromStart(place)] : this.parts.get(place);
    if (found === undefined) {
      const names = [...this.parts.keys()].join(', ') || 'none';
      throw new ArgumentError(this.constructor.name, `there is no module ${place}; those it holds are ${names}`);
    }
    return found;
  }

  #fromStart(place: number): number {
    return place < 0 ? place + this.parts.size : place;
  }

  /** Puts a module in under a name that state dicts can have. @throws ArgumentError. */
  protected hold(name: string, module: Held): void {
    if (!(module instanceof Module)) {
      throw new ArgumentError(this.constructor.name, `'${name}' is no module, but ${String(module)}`);
    }
    checkName(this.constructor.name, name);
    this.parts.set(name, module);
  }
}
