import { parseArgs } from 'node:util';
import { setDefaultDevice } from 'stridegrad';
import { readCases } from './case.ts';
import { runCase } from './run.ts';

const usage = `usage: npm run conformance -- FILE.jsonl[.gz] [--device D] [--op NAME] [--json]

Runs cases with PyTorch's values and gradients through the public API.
Exits 1 if any case fails; an unsupported case is counted, and is no failure.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    device: { type: 'string', default: 'auto' },
    op: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || positionals.length !== 1) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

setDefaultDevice(values.device);
const tolerance = values.device.startsWith('gpu') ? { rtol: 1e-3, atol: 1e-4 } : { rtol: 1e-4, atol: 1e-5 };
const counts = new Map<string, { passed: number; failed: number; unsupported: number }>();
const failures: { id: string; op: string; problem: string }[] = [];
const notRun: { id: string; op: string; reason: string }[] = [];
for await (const testCase of readCases(positionals[0])) {
  const { id, op } = testCase;
  if (values.op !== undefined && op !== values.op) continue;
  const verdict = await runCase(testCase, values.device, tolerance);
  const count = counts.get(op) ?? { passed: 0, failed: 0, unsupported: 0 };
  count[verdict.status]++;
  counts.set(op, count);
  if (verdict.status === 'failed') failures.push({ id, op, problem: verdict.problem });
  if (verdict.status === 'unsupported') notRun.push({ id, op, reason: verdict.reason });
}

const total = { passed: 0, failed: 0, unsupported: 0 };
for (const count of counts.values()) {
  total.passed += count.passed;
  total.failed += count.failed;
  total.unsupported += count.unsupported;
}
if (values.json) {
  const byOp = Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
  console.log(JSON.stringify({ file: positionals[0], device: values.device, ...total, byOp, failures, notRun }));
} else {
  for (const [op, count] of [...counts].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`${op.padEnd(40)} ${columns(count)}`);
  }
  for (const { id, op, problem } of failures) console.log(`FAILED ${id} (${op}): ${problem}`);
  for (const { id, op, reason } of notRun) console.log(`unsupported ${id} (${op}): ${reason}`);
  console.log(`${'passed / failed / unsupported'.padEnd(40)} ${columns(total)}`);
}
if (total.passed + total.failed + total.unsupported === 0) {
  console.error(values.op === undefined ? 'the file has no cases' : `the file has no case of ${values.op}`);
  process.exitCode = 2;
} else {
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function columns({ passed, failed, unsupported: not }: typeof total): string {
  return `${String(passed).padStart(5)} ${String(failed).padStart(5)} ${String(not).padStart(5)}`;
}
