// Do the tests notice mistakes? Makes one mistake of scripts/mutations.ts after the other and runs the tests on it:
//
//   npm run mutate                       all of them
//   npm run mutate -- --only padding     those with 'padding' in their description or file
//   npm run mutate -- --native           those in C++ (needs the tools that build the addon)
//   npm run mutate -- --jobs 1           one at a time; else as many as there are processors
//
// Everything happens in copies of the tree, so an interrupted run leaves nothing behind. Tests of TypeScript run on the
// reference backend, where the kernels themselves compute. A mistake that no test notices is a test that is missing.

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Mutation, mutations, nativeMutations } from './mutations.ts';

/** How the tests took it. */
type Outcome =
  | { readonly kind: 'green' }
  /** A test failed: its name and file. */
  | { readonly kind: 'red'; readonly test: string; readonly file: string }
  /** Not a test's merit: the code could not be built or loaded. */
  | { readonly kind: 'broken'; readonly why: string };

const root = fileURLToPath(new URL('..', import.meta.url));
/** Milliseconds. Whatever runs longer is caught in a loop. */
const longestRun = 20 * 60_000;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    native: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});
const words = options.only ?? [];
const chosen = (options.native ? nativeMutations : mutations).filter(
  ({ mistake, file }) => words.length === 0 || words.some((word) => `${mistake} ${file}`.includes(word)),
);
process.exitCode = (await main()) ? 0 : 1;

/** True if every mistake was noticed. */
async function main(): Promise<boolean> {
  const stale = chosen.filter(isStale);
  for (const { file, find } of stale) console.error(`${file} does not hold this text exactly once:\n${find}\n`);
  if (stale.length > 0 || chosen.length === 0) {
    console.error(stale.length > 0 ? 'scripts/mutations.ts is stale' : `no mutation has ${words.join(' or ')} in it`);
    return false;
  }
  const jobs = Math.max(1, Math.min(Number(options.jobs) || 1, chosen.length));
  const copies = Array.from({ length: jobs }, copyTree);
  const tests = [...new Set(chosen.flatMap((mutation) => mutation.tests))];
  const shares = copies.map((_, job) => tests.filter((_, i) => i % jobs === job)).filter((share) => share.length > 0);
  const unmutated = await Promise.all(shares.map((share, job) => runTests(copies[job], share)));
  const failing = unmutated.find(({ kind }) => kind !== 'green');
  if (failing !== undefined) {
    console.error(`the tests fail without any mutation: ${describe(failing)}`);
    return false;
  }
  let survived = 0;
  let broken = 0;
  const waiting = chosen.entries(); // whoever is free takes the next one
  const work = async (copy: string) => {
    for (const [index, mutation] of waiting) {
      const outcome = await mutate(copy, mutation);
      if (outcome.kind === 'green') survived++;
      if (outcome.kind === 'broken') broken++;
      const verdict = { green: 'SURVIVED', red: 'caught', broken: 'BROKEN' }[outcome.kind];
      const { mistake, file } = mutation;
      console.log(`${index + 1}/${chosen.length} ${verdict}  ${basename(file)}: ${mistake}${describe(outcome)}`);
    }
  };
  await Promise.all(copies.map(work));
  console.log(
    `${chosen.length - survived - broken} caught, ${survived} survived${broken > 0 ? `, ${broken} broken` : ''}`,
  );
  return survived + broken === 0;
}

function isStale({ file, find }: Mutation): boolean {
  return readFileSync(join(root, file), 'utf8').split(find).length !== 2;
}

/** A copy of everything that is tested; it is removed when this process ends. */
function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'stridegrad-mutate-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const leftOut = ['node_modules', '.git', 'build', 'dist', 'out'].map((name) => join(root, name));
  // Tests that run at the same time write programs beside the documents that they execute.
  const isCopied = (source: string) => !leftOut.includes(source) && !/^\..*\.ts$/.test(basename(source));
  cpSync(root, copy, { recursive: true, filter: isCopied });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

/** Makes the mistake, runs the tests, and takes it back. */
async function mutate(copy: string, { file, find, replace, tests }: Mutation): Promise<Outcome> {
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    const named = await runTests(copy, tests);
    return named.kind === 'green' ? await runTests(copy, []) : named;
  } finally {
    writeFileSync(path, original);
  }
}

/** Runs the test files with one of these words in their path, up to the first failure. */
async function runTests(copy: string, tests: readonly string[]): Promise<Outcome> {
  const { STRIDEGRAD_ADDON: _, ...environment } = process.env;
  if (options.native) {
    const build = await run(copy, environment, ['scripts/buildNative.mjs']);
    if (!build.succeeded) return { kind: 'broken', why: build.output };
  } else {
    environment.STRIDEGRAD_DEVICE = 'reference';
  }
  const runner = ['-C', 'stridegrad-source', '--import', 'tsx', 'test/run.ts', '--bail'];
  const { succeeded, output } = await run(copy, environment, [...runner, ...tests]);
  if (succeeded) return { kind: 'green' };
  const [, test] = /^not ok (.*)$/m.exec(output) ?? [];
  const [, file = 'test'] = /^ {2}in (.*)$/m.exec(output) ?? [];
  if (test?.startsWith('every test file loads')) return { kind: 'broken', why: test };
  return { kind: 'red', test: test ?? `the process ended: ${output.slice(-300).trim()}`, file };
}

function run(cwd: string, env: NodeJS.ProcessEnv, command: readonly string[]) {
  return new Promise<{ succeeded: boolean; output: string }>((resolve) => {
    const limits = { timeout: longestRun, maxBuffer: 2 ** 28 };
    execFile(process.execPath, command, { cwd, env, ...limits }, (error, stdout, stderr) => {
      resolve({ succeeded: error === null, output: `${stdout}\n${stderr}` });
    });
  });
}

function describe(outcome: Outcome): string {
  if (outcome.kind === 'red') return `\n    by ${outcome.file}: ${outcome.test}`;
  return outcome.kind === 'broken' ? `\n    ${outcome.why}` : '';
}
