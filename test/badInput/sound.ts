/** An argument that is right, with values that would be wrong in its place. */
export class Sound {
  readonly value: unknown;
  readonly wrong: readonly unknown[];

  constructor(value: unknown, wrong: readonly unknown[]) {
    this.value = value;
    this.wrong = wrong;
  }
}

const noNumbers = ['1', {}, true];
const noIntegers = [Number.NaN, 1.5, Infinity, -Infinity, ...noNumbers];

// `null` is wrong nowhere: as Python's None it stands for "not given" where an option may be left out.

/** A positive integer. */
export const positive = (value: number, ...wrong: unknown[]) => new Sound(value, [0, -1, ...noIntegers, ...wrong]);

/** An integer from 0 on. */
export const count = (value: number, ...wrong: unknown[]) => new Sound(value, [-1, ...noIntegers, ...wrong]);

/** An integer. */
export const integer = (value: number, ...wrong: unknown[]) => new Sound(value, [...noIntegers, ...wrong]);

/** An axis of a tensor with at most eight. */
export const axis = (value: number) => new Sound(value, [9, -10, 2 ** 40, ...noIntegers]);

/** A number. */
export const real = (value: number, ...wrong: unknown[]) => new Sound(value, [...noNumbers, ...wrong]);

/** One word of several. */
export const word = (value: string) => new Sound(value, ['nonsense', '', 1, {}]);

/** The shape of something new. */
export const shape = (value: readonly number[], ...wrong: unknown[]) => {
  const hopeless = [[-2], [1.5], [Number.NaN], ['1'], [2 ** 40], [2 ** 20, 2 ** 20], 'x', {}];
  return new Sound(value, [...hopeless, ...wrong]);
};

/** A call with one argument wrong. */
export interface WrongCall {
  /** Which argument, and what is there: `[3].stride = 0`. */
  readonly what: string;
  readonly wrong: unknown;
  readonly args: unknown[];
}

/** The arguments with everything sound. */
export function allSound(args: readonly unknown[]): unknown[] {
  return settle(args, (sound) => sound.value) as unknown[];
}

/** Every way of having exactly one argument wrong; an option that nobody knows is one of them. */
export function* oneWrong(args: readonly unknown[]): Generator<WrongCall> {
  for (const [path, sound] of soundsIn(args, '')) {
    for (const wrong of sound.wrong) {
      const mixed = settle(args, (other) => (other === sound ? wrong : other.value));
      yield { what: `${path} = ${show(wrong)}`, wrong, args: mixed as unknown[] };
    }
  }
  const options = args.at(-1);
  if (isPlain(options)) {
    const others = allSound(args).slice(0, -1);
    yield { what: 'an option "nonsense"', wrong: 'nonsense', args: [...others, { nonsense: 1 }] };
    yield { what: 'a number for options', wrong: 3, args: [...others, 3] };
  }
}

function soundsIn(value: unknown, path: string): [path: string, sound: Sound][] {
  if (value instanceof Sound) return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((entry, i) => soundsIn(entry, `${path}[${i}]`));
  return isPlain(value) ? Object.entries(value).flatMap(([key, entry]) => soundsIn(entry, `${path}.${key}`)) : [];
}

function settle(value: unknown, choose: (sound: Sound) => unknown): unknown {
  if (value instanceof Sound) return choose(value);
  if (Array.isArray(value)) return value.map((entry) => settle(entry, choose));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, settle(entry, choose)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function show(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  const isTensor = typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value;
  return isTensor ? `a ${value.dtype} tensor [${value.shape}]` : JSON.stringify(value);
}
