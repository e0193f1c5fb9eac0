import { ArgumentError } from '../../errors.ts';

/** Numbers that a preset is known for. */
export interface Numbers {
  readonly input?: readonly (readonly number[])[] | undefined;
  readonly kernel?: readonly (readonly number[])[] | undefined;
}

export const nothingGiven: Numbers = {};

/** What a command line gives, by the names of its options, and how each is to be read. */
export class Given {
  /** For messages: 'step conv2d'. */
  readonly command: string;
  readonly numbers: Numbers;
  readonly #values: Readonly<Record<string, string | boolean | undefined>>;

  constructor(
    command: string,
    values: Readonly<Record<string, string | boolean | undefined>>,
    numbers: Numbers = nothingGiven,
  ) {
    this.command = command;
    this.numbers = numbers;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  flag(name: string, otherwise = false): boolean {
    const value = this.#values[name];
    if (typeof value === 'string') throw this.wrong(name, 'is said or not: it takes no value');
    return value ?? otherwise;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    if (typeof value === 'boolean') throw this.wrong(name, 'needs a value behind it');
    return value;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice {
    const text = this.text(name) ?? otherwise;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw this.wrong(name, `is one of ${choices.join(', ')}`);
    return found;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(value)) throw this.wrong(name, 'is a number');
    return value;
  }

  integer(name: string, otherwise: number, least = 1): number {
    const [value, ...more] = this.integers(name) ?? [otherwise];
    if (more.length > 0) throw this.wrong(name, 'is one integer');
    return this.#atLeast(name, value, least);
  }

  /** Two numbers, down and across, of '3x5'; '3' is both. */
  pair(name: string, otherwise: readonly [number, number], least = 1): [number, number] {
    const given = this.integers(name) ?? otherwise;
    if (given.length > 2) throw this.wrong(name, 'is one integer, or two as 3x5: down and across');
    const [down, across = down] = given;
    return [this.#atLeast(name, down, least), this.#atLeast(name, across, least)];
  }

  /** Integers with 'x' or commas between them. */
  integers(name: string): number[] | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const parts = text.split(/[x×,]/i);
    if (parts.some((part) => !/^\s*-?\d{1,9}\s*$/.test(part))) {
      throw this.wrong(name, 'is an integer, or several as 3x5');
    }
    return parts.map(Number);
  }

  /** What is wrong with an option, and how it is written instead. */
  wrong(name: string, rule: string): ArgumentError {
    const value = this.#values[name];
    const said = typeof value === 'string' ? `, but is ${JSON.stringify(value)}` : '';
    return new ArgumentError(this.command, `--${name} ${rule}${said}`);
  }

  #atLeast(name: string, value: number, least: number): number {
    if (value < least) throw this.wrong(name, `is at least ${least}`);
    return value;
  }
}
