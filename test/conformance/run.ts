import { fromArray, type NumberArray, sum, Tensor } from 'stridegrad';
import { adapters, unsupportedReason } from './adapters/index.ts';
import {
  type AdapterInputs,
  type AdapterOutput,
  type ConformanceCase,
  dtypeHere,
  numberOf,
  type TensorRecord,
} from './case.ts';

/** How close a value must be to PyTorch's: |actual − expected| ≤ atol + rtol·|expected|. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** What became of a case; `problem` says what differed, where, and by how much. */
export type Verdict =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly problem: string }
  | { readonly status: 'unsupported'; readonly reason: string };

/** Runs one case through the public API and compares every output and every gradient. */
export async function runCase(testCase: ConformanceCase, device: string, tolerance: Tolerance): Promise<Verdict> {
  const reason = unsupportedReason(testCase);
  if (reason !== undefined) return { status: 'unsupported', reason };
  try {
    const problem = await firstDifference(testCase, device, tolerance);
    return problem === undefined ? { status: 'passed' } : { status: 'failed', problem };
  } catch (error) {
    return { status: 'failed', problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

async function firstDifference(
  testCase: ConformanceCase,
  device: string,
  tolerance: Tolerance,
): Promise<string | undefined> {
  const wanted = new Set(testCase.grads.map(({ name }) => name));
  const list = testCase.inputs.map((record) => (record === null ? undefined : toTensor(record, device)));
  const named: Record<string, Tensor> = {};
  testCase.inputs.forEach((record, i) => {
    const input = list[i];
    if (record === null || input === undefined) return;
    named[record.name] = input;
    if (wanted.has(record.name)) input.requiresGrad = true;
  });
  const inputs: AdapterInputs = { list, named };

  const outputs = await adapters[testCase.op](inputs, testCase.attrs, testCase);
  if (outputs.length !== testCase.outputs.length) {
    return `${outputs.length} outputs instead of ${testCase.outputs.length}`;
  }
  for (const [i, record] of testCase.outputs.entries()) {
    const problem = await compare(`output ${record.name}`, outputs[i], record, tolerance);
    if (problem !== undefined) return problem;
  }
  if (testCase.grads.length === 0) return undefined;

  const terms = outputs.flatMap((output, i) => {
    const cotangent = testCase.cotangents[i];
    if (cotangent === null || cotangent === undefined || !(output instanceof Tensor) || !output.requiresGrad) return [];
    return [sum(output.mul(toTensor(cotangent, device)))];
  });
  if (terms.length === 0) return 'no output requires a gradient';
  terms.reduce((total, term) => total.add(term)).backward();
  for (const record of testCase.grads) {
    const gradient = named[record.name].grad;
    if (gradient === undefined) {
      // What does not depend on an input (a loss on its class weights, say) gives it no gradient here, zeros in the file.
      if (record.data.every((value) => numberOf(value) === 0)) continue;
      return `gradient of ${record.name} is missing`;
    }
    const problem = await compare(`gradient of ${record.name}`, gradient, record, tolerance);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A record as a tensor on the device. */
function toTensor(record: TensorRecord, device: string): Tensor {
  const dtype = dtypeHere(record.dtype);
  const numbers = fromNumbers(record.data.map(numberOf), dtype);
  return fromArray(numbers, record.shape, { dtype, device });
}

function fromNumbers(values: readonly number[], dtype: ReturnType<typeof dtypeHere>): NumberArray {
  if (dtype === 'float32') return Float32Array.from(values);
  if (dtype === 'float64') return Float64Array.from(values);
  return dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values);
}

async function compare(
  what: string,
  actual: AdapterOutput,
  expected: TensorRecord,
  { rtol, atol }: Tolerance,
): Promise<string | undefined> {
  const shape = actual instanceof Tensor ? actual.shape : [actual.length];
  if (shape.join() !== expected.shape.join()) {
    return `${what} has shape [${shape.join(', ')}] instead of [${expected.shape.join(', ')}]`;
  }
  if (actual instanceof Tensor && actual.dtype !== dtypeHere(expected.dtype)) {
    return `${what} is ${actual.dtype} instead of ${dtypeHere(expected.dtype)}`;
  }
  const numbers = actual instanceof Tensor ? await actual.toTypedArrayAsync() : actual;
  // Beside an infinity every number would be within rtol of it: what is not finite must be met exactly.
  const isClose = (here: number, there: number) =>
    Number.isFinite(there) ? Math.abs(here - there) <= atol + rtol * Math.abs(there) : Object.is(here, there);
  for (const [i, value] of expected.data.map(numberOf).entries()) {
    if (!isClose(numbers[i], value)) return `${what}[${i}] is ${numbers[i]} instead of ${value}`;
  }
  return undefined;
}
