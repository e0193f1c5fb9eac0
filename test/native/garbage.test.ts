import fc from 'fast-check';
import { type NumberArray, newArray } from '../../src/dtype.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { addon, withAddon } from './addon.ts';
import { type Case, cases } from './cases.ts';

const definitions: Readonly<Record<string, Kernel<never>>> = kernels;

/** Elements before and behind every array that nobody may touch. */
const margin = 64;
const untouched = 77;

/** The arguments of a valid call, every array with margins in its buffer. */
function argumentsOf(name: string, { inputs, sizes, scalars, dtype, length }: Case): unknown[] {
  const packed = definitions[name].sizes.map((size) => (sizes as Record<string, number>)[size]);
  return [
    Float64Array.from(packed),
    Float64Array.from(scalars),
    ...[newArray(dtype, length), ...inputs].map(withMargins),
  ];
}

function withMargins(array: NumberArray): NumberArray {
  const Type = array.constructor as Float32ArrayConstructor;
  const whole = new Type(array.length + 2 * margin).fill(untouched);
  whole.set(array, margin);
  return whole.subarray(margin, margin + array.length);
}

function marginsAreUntouched(array: NumberArray): boolean {
  const whole = new (array.constructor as Float32ArrayConstructor)(array.buffer as ArrayBuffer);
  const before = whole.subarray(0, margin);
  const behind = whole.subarray(whole.length - margin);
  return [...before, ...behind].every((value) => value === untouched);
}

const oddNumber = fc.constantFrom(
  ...[0, 1, 2, 3, 7, 64, -1, -2, 0.5, NaN, Infinity, -Infinity, -0, 1e9, 2 ** 31, 2 ** 31 + 1, -(2 ** 31), 2 ** 32],
  ...[2 ** 53, 1e300, -1e300],
);

/** Whatever could be passed by mistake or on purpose. Made anew each time, for some of it is used up. */
const oddArgument: fc.Arbitrary<(given: unknown[]) => unknown> = fc.oneof(
  fc.constantFrom(undefined, null, 0, NaN, 'text', true, Symbol('s'), 10n, {}, [], () => 1).map((value) => () => value),
  fc
    .nat({ max: 70 })
    .chain((length) =>
      fc
        .constantFrom(Float32Array, Float64Array, Int32Array, Uint8Array, Int8Array, Uint16Array, Uint8ClampedArray)
        .map((Type) => () => new Type(length)),
    ),
  fc.constantFrom<(given: unknown[]) => unknown>(
    () => new BigInt64Array(3),
    () => new ArrayBuffer(8),
    () => new DataView(new ArrayBuffer(8)),
    () => new Float32Array(new SharedArrayBuffer(4096)),
    () => new Proxy(new Float32Array(8), {}),
    () => Object.create(Float32Array.prototype),
    () => detached(new Float32Array(4096)),
    () => detached(new Float64Array(9)),
    (given) => given[2], // the output once more
    (given) => shiftedBy(given[2], 1),
    (given) => given[given.length - 1],
  ),
);

function detached(array: Float32Array | Float64Array): unknown {
  structuredClone(array, { transfer: [array.buffer as ArrayBuffer] });
  return array;
}

/** The same memory, some elements later. */
function shiftedBy(given: unknown, elements: number): unknown {
  if (!ArrayBuffer.isView(given) || !(given instanceof Float32Array) || given.length <= elements) return given;
  return given.subarray(elements);
}

type Spoil = (given: unknown[]) => void;

const spoil: fc.Arbitrary<Spoil> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat({ max: 30 }), oddNumber).map(([index, value]) => spoilNumber(0, index, value)),
  },
  fc.tuple(fc.nat({ max: 6 }), oddNumber).map(([index, value]) => spoilNumber(1, index, value)),
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat({ max: 9 }), oddArgument).map(([index, make]) => spoilArgument(index, make)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 5 })).map(([index, less]) => shorten(index, less)),
  },
  fc.constant<Spoil>((given) => void given.pop()),
  fc.constant<Spoil>((given) => void given.push(new Float32Array(3))),
);

function spoilNumber(argument: number, index: number, value: number): Spoil {
  return (given) => {
    const numbers = given[argument];
    if (ArrayBuffer.isView(numbers) && numbers instanceof Float64Array && numbers.length > 0)
      numbers[index % numbers.length] = value;
  };
}

function spoilArgument(index: number, make: (given: unknown[]) => unknown): Spoil {
  return (given) => {
    if (given.length > 0) given[index % given.length] = make(given);
  };
}

function shorten(index: number, less: number): Spoil {
  return (given) => {
    const array = given[index % Math.max(1, given.length)];
    if (ArrayBuffer.isView(array) && array instanceof Float32Array && array.length > 0) {
      given[index % given.length] = array.subarray(0, Math.max(0, array.length - 1 - less));
    }
  };
}

const callsPerKernel = Math.ceil(24_000 / Object.keys(cases).length);

withAddon('24,000 calls with garbage end in a result or an error that names the kernel', (t) => {
  let calls = 0;
  let errors = 0;
  for (const [name, arbitrary] of Object.entries(cases)) {
    const kernel = addon.kernels[name] as (...given: unknown[]) => unknown;
    fc.assert(
      fc.property(arbitrary, fc.array(spoil, { minLength: 1, maxLength: 3 }), (given, spoils) => {
        const valid = argumentsOf(name, given);
        const spoiled = [...valid];
        for (const change of spoils) change(spoiled);
        calls++;
        try {
          if (kernel(...spoiled) !== undefined) throw new Error('a kernel returned something');
        } catch (error) {
          const isOurs = error instanceof TypeError || error instanceof RangeError;
          if (!isOurs || !error.message.startsWith(`${name}: `)) throw error;
          errors++;
        }
        const arrays = valid.slice(2) as NumberArray[];
        if (!arrays.every(marginsAreUntouched)) throw new Error(`${name} wrote outside its arrays`);
      }),
      { numRuns: callsPerKernel },
    );
  }
  t.ok(calls >= 10_000, `${calls} calls`);
  t.ok(errors > calls / 3 && errors < calls, `${errors} of them threw`);
  t.end();
});

withAddon('the boundary says what is wrong, with the numbers', (t) => {
  const { add, conv2d, copy, matmul, sum, maxPool2dIndices } = addon.kernels as Record<
    string,
    (...given: unknown[]) => void
  >;
  const none = new Float64Array(0);
  const four = new Float32Array(4);
  t.throws(() => add(none, none, four, four), /^RangeError: add: takes 5 arguments \(sizes, .* 2 inputs\), but got 4$/);
  t.throws(() => add([], none, four, four, four), /^TypeError: add: sizes must be a typed array$/);
  t.throws(() => add(four, none, four, four, four), /^TypeError: add: sizes must be a Float64Array$/);
  t.throws(() => add(new Float64Array(2), none, four, four, four), /add: sizes must have 0 numbers, but has 2$/);
  t.throws(() => add(none, none, four, four, new Int32Array(4)), /^TypeError: add: b must be a Float32Array$/);
  t.throws(
    () => add(none, none, four, four, new Float32Array(3)),
    /^RangeError: add: b has 3 elements, but the sizes ask for 4\. Output length 4$/,
  );
  t.throws(
    () => add(none, none, four, four, new Float32Array(new SharedArrayBuffer(16))),
    /^TypeError: add: b must not lie in a SharedArrayBuffer/,
  );
  t.throws(() => add(none, none, four.subarray(1), four, four), /^RangeError: add: output overlaps a without being/);
  t.doesNotThrow(() => add(none, none, four, four, four), 'in place is allowed element by element');
  t.throws(() => copy(none, none, new Uint8Array(four.buffer), four), /copy: input has 4 elements.* ask for 16/);
  t.throws(
    () => sum(Float64Array.of(1, 2.5, 1), none, new Float32Array(1), four),
    /^RangeError: sum: size must be a whole number from 0 to 2147483648, but is 2\.5$/,
  );
  t.throws(
    () => sum(Float64Array.of(2 ** 31, 2 ** 31, 2 ** 31), none, new Float32Array(1), four),
    /sum: output has 1 elements, but the sizes ask for 4\.61168601842739e\+18\. Output length 1, outer 2147483648/,
  );
  t.throws(() => sum(Float64Array.of(1, 4, 1), none, four.subarray(0, 1), four), /sum: output overlaps input$/);
  t.throws(
    () => matmul(Float64Array.of(1, 2 ** 31, 1, 0, 0, 0, 0, 0, 0), none, new Float32Array(1), four, four),
    /matmul: one of the inner strides must not be 0\. Output length 1, rows 1, inner 2147483648/,
  );
  const convSizes = Float64Array.of(3, 4, 4, 2, 2, 2, 2, 1, 3, 3, 1, 1, 0, 0, 1, 1, 1);
  t.throws(
    () => conv2d(convSizes, none, four, four, four, four),
    /conv2d: inChannels must be a multiple of groupInChannels\. Output length 4, inChannels 3,/,
  );
  t.throws(
    () => maxPool2dIndices(new Float64Array(12), none, new Int32Array(4), four),
    /maxPool2dIndices: inHeight must be a whole number from 1 to 2147483648, but is 0$/,
  );
  t.end();
});

withAddon('setThreads refuses what is no number of threads', (t) => {
  const setThreads = addon.setThreads as (count?: unknown) => void;
  const before = addon.threads();
  for (const count of [0, -1, 1.5, NaN, Infinity, 257, '2', undefined, null]) {
    t.throws(() => setThreads(count), /^RangeError: setThreads: the number of threads must be a whole number from 1/);
  }
  t.throws(() => setThreads(), /setThreads/);
  t.equal(addon.threads(), before);
  t.end();
});
