import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'tape';
import { inTemporaryFolder, runProgram } from '../support/runProgram.ts';
import type { ConformanceCase, TensorRecord } from './case.ts';
import { runCase } from './run.ts';

const tolerance = { rtol: 1e-4, atol: 1e-5 };
const record = (name: string, data: TensorRecord['data'], shape = [data.length]): TensorRecord => ({
  name,
  dtype: 'float32',
  shape,
  data,
});

/** exp of 0, 1 and 100, which overflows; the gradient is weighted with 1, 2 and 0. */
const exp: ConformanceCase = {
  id: 'exp/worked',
  op: 'exp',
  attrs: {},
  inputs: [record('input', [0, 1, 100])],
  outputs: [record('out', [1, Math.E, 'Infinity'])],
  cotangents: [record('cotangent', [1, 2, 0])],
  grads: [record('input', [1, 2 * Math.E, 'NaN'])], // 0 · ∞
};

const verdictOn = (changes: Partial<ConformanceCase>) => runCase({ ...exp, ...changes }, 'reference', tolerance);

test('a case passes if every output and every gradient is PyTorch’s', async (t) => {
  t.deepEqual(await verdictOn({}), { status: 'passed' });
  t.deepEqual(await verdictOn({ outputs: [record('out', [1 + 1e-5, Math.E - 1e-4, 'Infinity'])] }), {
    status: 'passed',
  });
});

test('each planted mistake fails its case, and the verdict says where', async (t) => {
  const planted: [what: string, Partial<ConformanceCase>, problem: RegExp][] = [
    ['a wrong number', { outputs: [record('out', [1, 2.7, 'Infinity'])] }, /^output out\[1\] is 2\.718.* of 2\.7$/],
    ['a number for an infinity', { outputs: [record('out', [1, Math.E, 0])] }, /out\[2\] is Infinity instead of 0/],
    ['an infinity for a number', { outputs: [record('out', ['Infinity', Math.E, 'Infinity'])] }, /out\[0\] is 1 /],
    [
      'the other infinity',
      { outputs: [record('out', [1, Math.E, '-Infinity'])] },
      /out\[2\] is Infinity instead of -I/,
    ],
    ['NaN for a number', { outputs: [record('out', ['NaN', Math.E, 'Infinity'])] }, /out\[0\] is 1 instead of NaN/],
    [
      'a number for NaN',
      { grads: [record('input', [1, 2 * Math.E, 0])] },
      /gradient of input\[2\] is NaN instead of 0/,
    ],
    ['a wrong gradient', { grads: [record('input', [1, 1, 'NaN'])] }, /gradient of input\[1\] is 5\.43.* instead of 1/],
    [
      'another shape',
      { outputs: [record('out', [1, Math.E, 'Infinity'], [3, 1])] },
      /has shape \[3\] instead of \[3, 1\]/,
    ],
    ['another dtype', { outputs: [{ ...exp.outputs[0], dtype: 'float64' }] }, /out is float32 instead of float64/],
    ['one output more', { outputs: [exp.outputs[0], exp.outputs[0]] }, /1 outputs instead of 2/],
    [
      'a gradient of what has none',
      { op: 'floor', outputs: [record('out', [0, 1, 100])], grads: exp.grads },
      /gradient/,
    ],
    ['an error', { inputs: [null] }, /Error: /],
  ];
  for (const [what, changes, problem] of planted) {
    const verdict = await verdictOn(changes);
    t.equal(verdict.status, 'failed', what);
    t.match('problem' in verdict ? verdict.problem : '', problem);
  }
});

test('what is unsupported is decided from the name and the parameters, before anything runs', async (t) => {
  t.deepEqual(await verdictOn({ op: 'no_such_thing', inputs: [] }), {
    status: 'unsupported',
    reason: 'no operation no_such_thing',
  });
  t.equal((await verdictOn({ op: 'toString', inputs: [] })).status, 'unsupported');
  t.equal((await verdictOn({ op: 'embedding', attrs: { max_norm: 1 }, inputs: [] })).status, 'unsupported');
});

test('the program exits 1 if a case fails, and --json prints one object with the counts', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'cases.jsonl');
    const wrong = { ...exp, id: 'exp/wrong', outputs: [record('out', [1, 1, 'Infinity'])] };
    writeFileSync(file, [exp, wrong, { ...exp, op: 'no_such_thing' }].map((line) => JSON.stringify(line)).join('\n'));
    const args = [file, '--device', 'reference', '--json'];

    const { stdout } = await runProgram('test/conformance/cli.ts', args, { status: 1 });
    const { passed, failed, unsupported, failures, notRun } = JSON.parse(stdout);
    t.deepEqual([passed, failed, unsupported], [1, 1, 1]);
    t.equal(failures[0].id, 'exp/wrong');
    t.equal(notRun[0].op, 'no_such_thing');

    const text = await runProgram('test/conformance/cli.ts', [...args.slice(0, 3), '--op', 'no_such_thing']);
    t.match(text.stdout, /passed \/ failed \/ unsupported +0 +0 +1\n$/);
  });
});
