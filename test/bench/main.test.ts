import test from 'tape';
import { Bench } from '../../bench/bench.ts';
import { train } from '../../bench/groups/train.ts';
import { runProgram } from '../support/runProgram.ts';

/** A run of the sources alone: it needs neither the built package nor any peer. */
async function bench(...args: string[]): Promise<string> {
  const { stdout } = await runProgram('bench/main.ts', [...args, '--quick', '--source', '--peers', 'none']);
  return stdout;
}

interface Line {
  readonly kind: string;
  readonly [name: string]: unknown;
}

test('the bench gives a JSON object a line: what this is, the cases, and how it ended', async (t) => {
  const lines = (await bench('matmul', 'ladder', '--only', '256³', '--threads', '1', '--json'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const ofKind = (kind: string) => lines.filter((line) => line.kind === kind);

  t.deepEqual([lines[0].kind, lines.at(-1)?.kind], ['begin', 'end']);
  t.deepEqual(lines.at(-1)?.disagreements, [], 'both of our backends, and all steps of the ladder, compute the same');

  const [product] = ofKind('case');
  t.deepEqual([product.group, product.case, product.flops], ['matmul', '256³, 1 thread', 2 * 256 ** 3]);
  const { reference } = product.seconds as Record<string, number>;
  t.ok(reference > 1e-4, 'in TypeScript 33 million operations take more than 0.1 ms');

  const steps = ofKind('ladder');
  t.deepEqual(
    steps.map((step) => step.case),
    ['by definition', 'row by row', 'a tile in registers', 'b packed', 'blocks for the caches', "the addon's"].map(
      (name) => `256³, ${name}`,
    ),
  );
  t.ok(steps.every(({ seconds, peakShare }) => Number(seconds) > 0 && Number(peakShare) > 0));
  t.end();
});

test('the bench prints a table that fits a terminal', async (t) => {
  const lines = (await bench('ops', '--only', 'relu, f', '--threads', '1')).trimEnd().split('\n');
  t.ok(lines.some((line) => /^operations +native +ref\. +ratio$/.test(line)));
  t.ok(lines.some((line) => /^relu, forward +[\d.]+(µs|ms)¹ /.test(line)));
  t.ok(Math.max(...lines.map((line) => line.length)) <= 80);
  t.end();
});

test('without a Chromium the browser is skipped, and a line says why', async (t) => {
  const args = ['browser', '--only', '512', '--threads', '1', '--quick', '--source', '--peers', 'none', '--json'];
  const { stdout } = await runProgram('bench/main.ts', args, { env: { STRIDEGRAD_CHROMIUM: '/nowhere/chromium' } });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const [, { reason, ...skipped }, { leftOut }] = lines;
  t.deepEqual(skipped, { kind: 'skipped', group: 'browser', case: 'matmul, 512³' });
  t.match(String(reason), /\/nowhere\/chromium|npm --prefix test\/gpu\/tools ci/, 'what there is none of');
  t.deepEqual(leftOut, { Chromium: reason });
  t.end();
});

test('an argument that is wrong is told in a line', async (t) => {
  const run = (...args: string[]) => runProgram('bench/main.ts', args, { status: 2 });
  t.match(
    (await run('conf')).stderr,
    /^bench: there is no group 'conf'; there are train, forward, matmul, ladder, conv/,
  );
  t.match((await run('--peers', 'numpy')).stderr, /^bench: there is no peer 'numpy'; there are pytorch, jax/);
  t.match((await run('--threads', '0')).stderr, /^bench: --threads: '0' is not a list of positive integers/);
  t.end();
});

test('after some thousand numbers were explained, the reference trains on as if nothing had been', async (t) => {
  const bench = new Bench({
    contestants: [],
    threads: [1],
    pace: { rounds: 1, turn: 0.01, pause: 0, warmUp: { iterations: 1, leastSeconds: 0, mostSeconds: 0.01 } },
    peak: undefined,
    quick: true,
    only: 'after explain, debugged',
    source: true,
    say: () => {},
  });
  const rows = await train.run(bench);
  t.deepEqual(bench.disagreements, [], 'the losses are the same to the bit');
  t.deepEqual([...bench.leftOut], []);
  t.deepEqual(
    rows.map((row) => row.kind === 'case' && [row.case, row.entries.map(({ contestant }) => contestant)]),
    [['after explain, debugged', ['reference', 'explained']]],
  );
  t.end();
});
