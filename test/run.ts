import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'tape';

// Runs every test/**/*.test.ts in one process, or those whose path contains one of the words given:
//   npm test                 everything
//   npm test -- conv2d nn/   files with 'conv2d' or 'nn/' in their path
//   npm test -- --bail       up to the first failure
//   npm run test:gpu         those in test/gpu, which need a browser and packages of their own, and no others
const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const bail = process.argv.includes('--bail');
const onGpu = process.argv.includes('--gpu');
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
  .filter((file) => dirname(file).startsWith('gpu') === onGpu)
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  console.error(`no test file has ${words.map((word) => `'${word}'`).join(' or ')} in its path`);
  process.exit(1);
}

if (onGpu) (await import('./gpu/prepare.ts')).prepare();

let passed = 0;
let failed = 0;
const failures: string[] = [];
const verbose = process.env.STRIDEGRAD_TEST_VERBOSE !== undefined;
/** When each file's first test began; the processor's time is in microseconds. */
const began: { readonly file: string; readonly at: number; readonly processor: NodeJS.CpuUsage }[] = [];
let current = '';
let currentFile = '';
test
  .createStream({ objectMode: true })
  .on('data', (row: { type: string; name?: string; ok?: boolean; actual?: unknown; expected?: unknown }) => {
    if (row.type === 'test') {
      current = row.name ?? '';
      if (files.includes(current)) {
        currentFile = current;
        began.push({ file: current, at: performance.now(), processor: process.cpuUsage() });
      }
      if (verbose) console.log(`# ${current}`);
    } else if (row.type === 'assert') {
      if (row.ok) {
        passed++;
      } else {
        failed++;
        failures.push(`${current}: ${row.name}`);
        console.log(`not ok ${current}: ${row.name}\n  in test/${currentFile}`);
        if (row.expected !== undefined) console.log(`  expected ${show(row.expected)}\n  actual   ${show(row.actual)}`);
        if (bail) process.exit(1);
      }
    }
  });

// tape lets what a test throws end the process, a property's counterexample too: say at least where.
process.on('uncaughtExceptionMonitor', (error) => {
  console.log(`not ok ${current}: threw: ${error.message.split('\n')[0]}\n  in test/${currentFile}`);
});

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}

/** Where the time went: seconds, those of this process's processors (what child processes took is not counted), file. */
function slowest(count: number): string[] {
  const ends = [...began.slice(1), { at: performance.now(), processor: process.cpuUsage() }];
  const taken = began.map(({ file, at, processor }, i) => {
    const { user, system } = ends[i].processor;
    return { file, seconds: (ends[i].at - at) / 1000, busy: (user + system - processor.user - processor.system) / 1e6 };
  });
  taken.sort((one, other) => other.seconds - one.seconds);
  return taken
    .slice(0, count)
    .map(({ file, seconds, busy }) => `${seconds.toFixed(1)} s, busy ${busy.toFixed(1)} s: ${file}`);
}

const started = performance.now();
// The first test loads the files: their tests queue up behind it. (tape ends as soon as its queue is empty.)
test('every test file loads', async (t) => {
  for (const file of files) {
    test(file, (heading) => heading.end()); // the tests that come after it are the file's
    try {
      await import(pathToFileURL(join(here, file)).href);
    } catch (error) {
      t.fail(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  t.pass(`${files.length} files`);
});
test.onFinish(() => {
  for (const failure of failures) console.log(`FAILED ${failure}`);
  for (const line of slowest(8)) console.log(line);
  console.log(`${files.length} files in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});
