import type { Test } from 'tape';
import { computeAll } from '../../src/backends/reference.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { close } from './close.ts';
import type { GpuRun, KernelName } from './gpuRuns.ts';
import { kernelCases } from './kernelCases.ts';

// Every kernel, compared between gpu.js and the reference loop. All modes share these tables.

/** The outputs of many runs of kernels, wherever they are computed. */
export type Compute = (runs: readonly GpuRun[]) => Promise<readonly Float32Array[]>;

/** How a mode computes: `exact` in float64, `float32`, or in a shader, which is float32 with liberties. */
export type Arithmetic = 'exact' | 'float32' | 'shader';

/** How inexact exp, log, tan and what is built of them may be, as a number of rounded terms. */
const roundings = 64;

/**
 * What float32 cannot do, and why. A sum or product is no less right there, but the step in the middle is another number.
 */
const differsInFloat32: Partial<Record<KernelName, string>> = {
  klDivLogTarget: 'exp(100) is infinite, and 0 · ∞ is NaN',
  klDivLogTargetGradInput: 'exp(100) is infinite, and 0 · ∞ is NaN',
  coshGrad: 'sinh(100) is infinite, and 0 · ∞ is NaN',
  sinhGrad: 'cosh(100) is infinite, and 0 · ∞ is NaN',
  logaddexpGrad: 'exp(−99) is 0, and an infinite gradient · 0 is NaN',
  eluGrad: 'exp(−250) is 0, and an infinite gradient · 0 is NaN',
  logSigmoidGrad: 'exp(−100) is 0, and an infinite gradient · 0 is NaN',
  siluGrad: 'exp(−100) is 0, and an infinite gradient · 0 is NaN',
  softplusGrad: 'exp(−225) is 0, and an infinite gradient · 0 is NaN',
  resizeLinearGrad: 'a cell whose share is 0 but for rounding may not be visited, and 0 · NaN is NaN',
};

/** What shaders cannot do beside that: the numbers below 2⁻¹²⁶ are 0 to them. */
const differsInShaders: Partial<Record<KernelName, string>> = {
  binaryCrossEntropyWithLogitsGrad: 'exp(−100), about 2⁻¹⁴⁴, is 0, and an infinite gradient · 0 is NaN',
  klDivLogTargetGradTarget: 'exp(−100), about 2⁻¹⁴⁴, is 0, and an infinite gradient · 0 is NaN',
  mishGrad: 'exp(−100), about 2⁻¹⁴⁴, is 0, and an infinite gradient · 0 is NaN',
};

export const kernelNames = Object.keys(kernels) as KernelName[];

/** The kernel's cases, as a device gets them. */
export function gpuRuns(name: KernelName): GpuRun[] {
  return kernelCases(name).map((run) => ({
    ...{ name, sizes: run.sizes, scalars: run.scalars, length: run.length },
    inputs: run.inputs.map((input) => Float32Array.from(input)),
  }));
}

/** The numbers of a run by the reference loop, as float32. */
function byReference({ name, inputs, ...run }: GpuRun): Float32Array {
  const output = new Float32Array(run.length);
  computeAll(kernels[name] as unknown as Kernel<object>, inputs, { ...run, dtype: 'float32' }, output);
  return output;
}

/** Where an output differs from the reference's first, in words; undefined where they agree. */
export function difference(run: GpuRun, actual: Float32Array, arithmetic: Arithmetic): string | undefined {
  const expected = byReference(run);
  const isSame = (value: number, i: number) =>
    arithmetic === 'exact' ? Object.is(actual[i], value) : close(actual[i], value, roundings);
  const x = expected.findIndex((value, i) => !isSame(value, i));
  if (actual.length === expected.length && x < 0) return undefined;
  return `output[${x}] of ${actual.length} is ${actual[x]}, but by definition ${expected[x]}; sizes ${JSON.stringify(run.sizes)}`;
}

/** Asserts that every kernel computes what the reference does. Where it cannot, it says why, and still does not. */
export async function everyKernelComputes(t: Test, compute: Compute, arithmetic: Arithmetic): Promise<void> {
  const runs = kernelNames.flatMap(gpuRuns);
  const outputs = await compute(runs);
  const differences = new Map<KernelName, string>();
  runs.forEach((run, i) => {
    const found = difference(run, outputs[i], arithmetic);
    if (found !== undefined && !differences.has(run.name)) differences.set(run.name, found);
  });
  for (const name of kernelNames) {
    const reason = reasonOf(name, arithmetic);
    if (reason === undefined) t.equal(differences.get(name), undefined, name);
    else t.ok(differences.has(name), `${name} still differs: ${reason}`);
  }
}

function reasonOf(name: KernelName, arithmetic: Arithmetic): string | undefined {
  if (arithmetic === 'exact') return undefined;
  return differsInFloat32[name] ?? (arithmetic === 'shader' ? differsInShaders[name] : undefined);
}

/** A kernel that reads where its data say, or compares a place with what they say. */
interface Pointer {
  /** The input whose numbers are places. */
  readonly input: string;
  /** The size that they lie below. */
  readonly limit: string;
  /** The least place there is; 0 unless it is named. */
  readonly least?: 'minus the limit' | 'any negative';
  /** What comes of a place that there is not. */
  readonly gives: number;
}

const pointers: Partial<Record<KernelName, Pointer>> = {
  gather: { input: 'indices', limit: 'inSize', gives: NaN },
  indexSelect: { input: 'indices', limit: 'inSize', gives: NaN },
  indexCopy: { input: 'writers', limit: 'outSize', least: 'any negative', gives: NaN },
  scatter: { input: 'writers', limit: 'outSize', least: 'any negative', gives: NaN },
  crossEntropyRows: { input: 'labels', limit: 'classes', gives: NaN },
  crossEntropyGrad: { input: 'labels', limit: 'classes', gives: NaN },
  nllLoss: { input: 'labels', limit: 'classes', gives: NaN },
  nllLossGrad: { input: 'labels', limit: 'classes', gives: NaN },
  labelWeights: { input: 'labels', limit: 'classes', gives: NaN },
  wholeIndex: { input: 'part', limit: 'parts', gives: NaN },
  // An index with a place that there is not is one itself.
  flatIndex: { input: 'index', limit: 'size', least: 'minus the limit', gives: -1 },
  // Nobody has that place, so nobody gets anything from there.
  indexAdd: { input: 'indices', limit: 'inSize', gives: 0 },
  scatterAdd: { input: 'indices', limit: 'inSize', gives: 0 },
  lastWriter: { input: 'indices', limit: 'inSize', gives: -1 },
  oneHot: { input: 'labels', limit: 'classes', gives: 0 },
  maxUnpool2d: { input: 'indices', limit: 'outSize', gives: 0 },
  maxPool2dGrad: { input: 'indices', limit: 'inHeight·inWidth', gives: 0 },
  adaptiveMaxPool2dGrad: { input: 'indices', limit: 'inHeight·inWidth', gives: 0 },
};

/** Places beyond every axis, wherever float32, int32 or uint32 end. */
const beyond = [1000, 2 ** 24, 2 ** 31, 2 ** 32, 1e30, Infinity];

/** Places that there are not, for a pointer with these sizes. */
function wrongPlaces({ limit, least }: Pointer, sizes: Readonly<Record<string, number>>): number[] {
  const end = limit.split('·').reduce((product, size) => product * sizes[size], 1);
  const below = least === 'minus the limit' ? [-end - 1, -end - 2] : [-1, -2];
  const negative = least === 'any negative' ? [] : [...below, ...beyond.map((place) => -place)];
  return [NaN, end, end + 1, ...beyond, ...negative];
}

/** At least 1,000 places that there are not, read by every kernel that reads where its data say. */
export async function noWrongPlaceIsRead(t: Test, compute: Compute): Promise<void> {
  const runs: GpuRun[] = [];
  let places = 0;
  for (const [name, pointer] of Object.entries(pointers) as [KernelName, Pointer][]) {
    const [valid] = gpuRuns(name);
    const wrong = wrongPlaces(pointer, { ...valid.sizes });
    const which = (kernels[name].inputs as readonly string[]).indexOf(pointer.input);
    for (let turn = 0; turn < wrong.length; turn++) {
      // Any number of a neighbour would be seen: they are 100 and more.
      const inputs = valid.inputs.map((input, place) =>
        input.map((_, i) => (place === which ? wrong[(i + turn) % wrong.length] : 100 + i)),
      );
      runs.push({ ...valid, inputs });
      places += inputs[which].length;
    }
  }
  t.ok(places >= 1000, `${places} places`);

  const outputs = await compute(runs);
  for (const [name, { gives }] of Object.entries(pointers)) {
    const numbers = outputs.filter((_, i) => runs[i].name === name).flatMap((output) => [...output]);
    t.deepEqual(
      numbers.filter((number) => !close(number, gives, 0)),
      [],
      `${name} gives ${gives}`,
    );
  }
}
