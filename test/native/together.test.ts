import fc from 'fast-check';
import { addon, withAddon } from './addon.ts';

/** Some elementwise kernels, and how many arrays and scalars they take. */
const known = { add: [2, 0], mul: [2, 0], neg: [1, 0], scale: [1, 2], sgdMomentum: [3, 4], sgdStep: [3, 5] } as const;
type Name = keyof typeof known;

/** A run of a kernel on arrays that are given by their places in a list. */
interface Step {
  readonly name: Name;
  readonly output: number;
  readonly inputs: readonly number[];
  readonly scalars: readonly number[];
}

/** The program for `runTogether`. */
function programOf(steps: readonly Step[]): Float64Array {
  return Float64Array.from(
    steps.flatMap(({ name, output, inputs, scalars }) => [addon.schema[name].id, output, ...inputs, ...scalars]),
  );
}

function runOneByOne(steps: readonly Step[], arrays: readonly Float32Array[]): void {
  for (const { name, output, inputs, scalars } of steps) {
    const chosen = inputs.map((place) => arrays[place]);
    addon.kernels[name](new Float64Array(0), Float64Array.from(scalars), arrays[output], ...chosen);
  }
}

/** Two of each length; the last two of 20,000 are halves of one, and share all but one element. */
function makeArrays(): Float32Array[] {
  const lengths = [1, 7, 1000, 1025, 20000];
  const apart = lengths.flatMap((length) => [
    Float32Array.from({ length }, (_, i) => Math.sin(i + length)),
    Float32Array.from({ length }, (_, i) => Math.cos(3 * i + length)),
  ]);
  const shared = Float32Array.from({ length: 20001 }, (_, i) => Math.sin(7 * i));
  return [...apart, shared.subarray(0, 20000), shared.subarray(1)];
}

const placesOfLength = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [8, 9, 10, 11],
];

const step: fc.Arbitrary<Step> = fc.constantFrom(...placesOfLength).chain((places) =>
  fc.constantFrom(...(Object.keys(known) as Name[])).chain((name) => {
    const [inputs, scalars] = known[name];
    return fc.record({
      name: fc.constant(name),
      output: fc.constantFrom(...places),
      inputs: fc.array(fc.constantFrom(...places), { minLength: inputs, maxLength: inputs }),
      scalars: fc.array(
        fc.integer({ min: 1, max: 8 }).map((n) => n / 8),
        { minLength: scalars, maxLength: scalars },
      ),
    });
  }),
);

/** An output that lies half over an input is an error, not a result. */
function isAllowed({ output, inputs }: Step): boolean {
  const half = [10, 11];
  return !half.includes(output) || inputs.every((place) => place === output || !half.includes(place));
}

withAddon('runs together have the bits of the same runs one by one, whatever they share', (t) => {
  const before = addon.threads();
  fc.assert(
    fc.property(fc.array(step.filter(isAllowed), { maxLength: 12 }), fc.constantFrom(1, 2, 3), (steps, threads) => {
      const together = makeArrays();
      const alone = makeArrays();
      addon.setThreads(threads);
      addon.runTogether(programOf(steps), together);
      runOneByOne(steps, alone);
      for (const [i, array] of alone.entries()) {
        const bits = Buffer.from(array.buffer).equals(Buffer.from(together[i].buffer));
        if (!bits) throw new Error(`array ${i} differs`);
      }
    }),
    { numRuns: 60 },
  );
  addon.setThreads(before);
  t.pass('property held');
  t.end();
});

withAddon('a program that is no program is an error, and nothing is written', (t) => {
  const a = new Float32Array(4).fill(1);
  const b = new Float32Array(4).fill(2);
  const add = addon.schema.add.id;
  const conv2d = addon.schema.conv2d.id;
  const garbage: [unknown, unknown, RegExp][] = [
    [[], [a], /program must be a typed array/],
    [new Float32Array(4), [a], /program must be a Float64Array/],
    [Float64Array.of(add, 0, 0, 1), a, /arrays must be an array/],
    [Float64Array.of(add, 0, 0, 1), [a, null], /an array must be a typed array/],
    [Float64Array.of(add, 0, 0), [a, b], /ends within add/],
    [Float64Array.of(add, 0, 0, 2), [a, b], /there is no array 2/],
    [Float64Array.of(add, 0, 0, -1), [a, b], /there is no array -1/],
    [Float64Array.of(add, 0, 0, NaN), [a, b], /there is no array NaN/],
    [Float64Array.of(-1, 0, 0, 1), [a, b], /there is no kernel -1/],
    [Float64Array.of(1e9, 0, 0, 1), [a, b], /there is no kernel 1000000000/],
    [Float64Array.of(conv2d, 0, 0, 1), [a, b], /conv2d is not elementwise/],
    [Float64Array.of(add, 0, 0, 1, add, 0, 0, 2), [a, b, new Float32Array(3)], /add: b has 3 elements/],
    [Float64Array.of(add, 0, 0, 1), [a, new Int32Array(4)], /add: b must be a Float32Array/],
    [Float64Array.of(add, 0, 0, 1), [a, new Float32Array(new SharedArrayBuffer(16))], /SharedArrayBuffer/],
  ];
  for (const [program, arrays, message] of garbage) {
    t.throws(() => addon.runTogether(program as Float64Array, arrays as Float32Array[]), message, String(message));
  }
  t.throws(() => (addon.runTogether as (program: Float64Array) => void)(new Float64Array(0)), /takes 2 arguments/);
  t.deepEqual([...a], [1, 1, 1, 1], 'not even the first run of a wrong program ran');
  t.end();
});

withAddon('a list whose getter takes an array away is an error', (t) => {
  const a = new Float32Array(4096).fill(1);
  const list = [new Float32Array(4096), a, a];
  Object.defineProperty(list, 2, {
    get() {
      structuredClone(a.buffer, { transfer: [a.buffer] });
      return a;
    },
  });
  t.throws(() => addon.runTogether(Float64Array.of(addon.schema.add.id, 0, 1, 2), list), /add: a has 0 elements/);
  t.end();
});
