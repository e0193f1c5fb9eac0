import type { Tensor } from '../tensor/tensor.ts';
import { Container } from './Container.ts';
import type { Module } from './Module.ts';

/** Modules by name, in order. */
type Named = Readonly<Record<string, Module>>;

/**
 * Modules one after the other: each gets what the one before gave.
 *
 *     new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU())
 *     new nn.Sequential({ fc: new nn.Linear(4, 8), relu: new nn.ReLU() })
 */
export class Sequential extends Container<Module, [Tensor], Tensor> {
  constructor(...modules: Module[] | [Named]) {
    super();
    const [first] = modules;
    const entries = isNamed(first) ? Object.entries(first) : (modules as Module[]).map(numbered);
    for (const [name, module] of entries) {
      this.hold(name, module);
    }
  }

  override forward(input: Tensor): Tensor {
    let output = input;
    for (const module of this.parts.values()) {
      output = module(output);
    }
    return output;
  }

  /** The module of that name or at that place; −1 is the last. @throws ArgumentError if there is none. */
  get(place: number | string): Module {
    return this.find(place);
  }

  /** The modules from `start` to before `end` in a net of their own, under their names, and not copied. */
  slice(start?: number, end?: number): Sequential {
    const part = new Sequential();
    for (const [name, module] of [...this.parts].slice(start, end)) part.hold(name, module);
    return part;
  }

  /** Adds a module at the end, under the first number that is free. */
  append(module: Module): this {
    let number = this.size;
    while (this.parts.has(String(number))) number++;
    this.hold(String(number), module);
    return this;
  }
}

function numbered(module: Module, place: number): [string, Module] {
  return [String(place), module];
}

function isNamed(first: Module | Named | undefined): first is Named {
  return typeof first === 'object' && first !== null;
}
