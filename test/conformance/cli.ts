import { parseArgs } from 'node:util';
import { readCases } from './readCases.ts';
import { type Counts, type Report, runCases } from './report.ts';

const usage = `usage: npm run conformance -- FILE.jsonl[.gz] [--device D] [--op NAME] [--browser] [--json]

Runs cases with PyTorch's values and gradients through the public API.
Exits 1 if any case fails; an unsupported case is counted, and is no failure.
--browser runs them in a page of Chromium, by the built package (it needs what npm run test:gpu needs).`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    device: { type: 'string', default: 'auto' },
    op: { type: 'string' },
    browser: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || positionals.length !== 1) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

const cases = (await readCases(positionals[0])).filter(({ op }) => values.op === undefined || op === values.op);
if (cases.length === 0) {
  console.error(values.op === undefined ? 'the file has no cases' : `the file has no case of ${values.op}`);
  process.exit(2);
}
const report = await (values.browser ? runInBrowser() : runHere());
if (values.json) console.log(JSON.stringify({ file: positionals[0], device: values.device, ...report }));
else print(report);
process.exit(report.failed === 0 ? 0 : 1); // a device may keep Node waiting

async function runHere(): Promise<Report> {
  if (values.device === 'gpu:webgpu') await (await import('../gpu/support/webGpuInNode.ts')).provideWebGpu();
  return runCases(cases, values.device);
}

async function runInBrowser(): Promise<Report> {
  (await import('../gpu/prepare.ts')).prepare();
  const inBrowser = '../gpu/support/conformance.ts'; // checked on its own: it needs packages that may not be there
  const { conformanceInPage, closeBrowser } = await import(inBrowser);
  const result = await conformanceInPage(cases, values.device);
  await closeBrowser();
  return result;
}

function print({ byOp, failures, notRun, ...total }: Report): void {
  for (const [op, count] of Object.entries(byOp)) console.log(`${op.padEnd(40)} ${columns(count)}`);
  for (const { id, op, problem } of failures) console.log(`FAILED ${id} (${op}): ${problem}`);
  for (const { id, op, reason } of notRun) console.log(`unsupported ${id} (${op}): ${reason}`);
  console.log(`${'passed / failed / unsupported'.padEnd(40)} ${columns(total)}`);
}

function columns({ passed, failed, unsupported: not }: Readonly<Counts>): string {
  return `${String(passed).padStart(5)} ${String(failed).padStart(5)} ${String(not).padStart(5)}`;
}
