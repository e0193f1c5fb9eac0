import { device, setDefaultDevice } from 'stridegrad';
import type { ConformanceCase } from './case.ts';
import { runCase } from './run.ts';

/** How many cases ended in which way. */
export interface Counts {
  passed: number;
  failed: number;
  unsupported: number;
}

/** What became of many cases, operation by operation, and what was wrong with those that failed. */
export interface Report extends Readonly<Counts> {
  readonly byOp: Readonly<Record<string, Readonly<Counts>>>;
  readonly failures: readonly { readonly id: string; readonly op: string; readonly problem: string }[];
  readonly notRun: readonly { readonly id: string; readonly op: string; readonly reason: string }[];
}

/**
 * Opens the device and runs the cases there, in Node and in a browser alike. A gpu device has float32 of its own.
 *
 * @throws DeviceError if the device is not available.
 */
export async function runCases(cases: readonly ConformanceCase[], deviceName: string): Promise<Report> {
  const where = await device(deviceName);
  setDefaultDevice(where);
  const tolerance = where.startsWith('gpu') ? { rtol: 1e-3, atol: 1e-4 } : { rtol: 1e-4, atol: 1e-5 };
  const total: Counts = { passed: 0, failed: 0, unsupported: 0 };
  const byOp = new Map<string, Counts>();
  const failures: { id: string; op: string; problem: string }[] = [];
  const notRun: { id: string; op: string; reason: string }[] = [];
  for (const testCase of cases) {
    const { id, op } = testCase;
    const verdict = await runCase(testCase, where, tolerance);
    const count = byOp.get(op) ?? { passed: 0, failed: 0, unsupported: 0 };
    count[verdict.status]++;
    total[verdict.status]++;
    byOp.set(op, count);
    if (verdict.status === 'failed') failures.push({ id, op, problem: verdict.problem });
    if (verdict.status === 'unsupported') notRun.push({ id, op, reason: verdict.reason });
  }
  const sorted = [...byOp].sort(([a], [b]) => a.localeCompare(b));
  return { ...total, byOp: Object.fromEntries(sorted), failures, notRun };
}
