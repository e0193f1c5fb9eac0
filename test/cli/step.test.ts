import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test from 'tape';
import { stepHelp } from '../../src/cli/step/help.ts';
import { operations } from '../../src/cli/step/operations.ts';
import { optionForms, readArguments } from '../../src/cli/step/options.ts';
import { writeLines } from '../../src/cli/step/print.ts';
import { step } from '../../src/cli/step/step.ts';
import { arithmeticCases, arithmeticOutput } from '../../src/explain/arithmeticCases.ts';
import { encodeNpy, encodePng, encodeSafetensors, type Step, tensor } from '../../src/index.ts';

/** What the command prints where there is no terminal. */
async function printed(line: string, env: Record<string, string> = {}): Promise<string> {
  let text = '';
  const stdout = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  await step(words(line), { stdin: {}, stdout, env });
  return text;
}

/** What is wrong with a command line, in its own words. */
async function refused(line: string): Promise<string> {
  try {
    return `accepted: ${(await printed(line)).slice(0, 60)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function words(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}

test('without a terminal all steps are printed, one after the other', async (t) => {
  const text = await printed('conv2d --input 2x3 --kernel 2 --no-bias --seed 1');
  t.match(
    text,
    /^conv2d\(input \[1, 1, 2, 3\], weight \[1, 1, 2, 2\]\) → \[1, 1, 1, 2\]\n\nconv2d, forward: step 1 of 2\n/,
  );
  t.match(text, /\n\nconv2d, forward: step 2 of 2\n/);
  t.notOk(text.includes('\u001b'), 'no colours');
  t.ok((await printed('conv2d --input 2 --kernel 2', { FORCE_COLOR: '1' })).includes('\u001b[1m'));
  t.notOk((await printed('conv2d --input 2 --kernel 2 --no-color', { FORCE_COLOR: '1' })).includes('\u001b'));
  t.equal(await printed('conv2d --seed 3'), await printed('conv2d --seed 3'), 'a seed gives the same numbers');
  t.notEqual(await printed('conv2d --seed 3'), await printed('conv2d --seed 4'));
  t.end();
});

test('--json gives an object a line for each step, whose products sum to its result', async (t) => {
  for (const way of ['', '--backward input', '--backward weight', '--backward bias']) {
    const text = await printed(`conv2d --input 4x5 --channels 2 --kernel 3x2 --padding 1 --stride 2x1 --json ${way}`);
    const steps = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Step);
    t.equal(steps.length, steps[0].of, way);
    for (const { number, taps, bias, result } of steps) {
      const sum = taps.reduce((all, { product }) => all + product, 0) + (bias?.value ?? 0);
      if (sum !== result) t.fail(`${way} step ${number}: ${sum} is not ${result}`);
    }
  }
  t.end();
});

test('what cannot be meant is said in a line', async (t) => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /^step: name an operation: conv2d/],
    ['conv3d', /^step: there is no operation 'conv3d'; it knows conv2d/],
    ['Conv2D', /^step: there is no operation 'Conv2D'; did you mean 'conv2d'\?$/],
    ['conv2d matmul', /^step: walks through one operation, but is given conv2d and matmul$/],
    ['conv2d --paddng 1', /^step: unknown option "paddng"; did you mean "padding"\?$/],
    ['conv2d --ceil-mode', /^step conv2d: unknown option "ceil-mode"; it knows input, images, /],
    ['conv2d --stride', /^step: --stride needs a value behind it: --stride HxW$/],
    ['conv2d --json=yes', /^step: --json takes no value, but is given "yes"$/],
    ['conv2d --stride two', /^step conv2d: --stride is an integer, or several as 3x5, but is "two"$/],
    ['conv2d --stride 1x2x3', /^step conv2d: --stride is one integer, or two as 3x5: down and across, but is "1x2x3"$/],
    ['conv2d --stride 0', /^step conv2d: --stride is at least 1, but is "0"$/],
    ['conv2d --padding -1', /^step conv2d: --padding is at least 0, but is "-1"$/],
    ['conv2d --padding-mode mirror', /--padding-mode is one of zeros, reflect, replicate, circular, but is "mirror"$/],
    ['conv2d --input 2 --kernel 5', /^conv2d: the window does not fit: .*Use a smaller kernel or dilation/],
    ['conv2d --channels 3 --groups 2', /^conv2d: .*groups/],
    ['conv2d --backward output', /^step conv2d: --backward is one of input, weight, bias, but is "output"$/],
    ['conv2d --no-bias --backward bias', /--backward is one of input, weight, but is "bias"$/],
    ['conv2d --at 99', /^step conv2d: --at: there is no step 99: 1 to 9$/],
    ['conv2d --from nothing.npy', /^step conv2d: there is no file nothing\.npy\.$/],
    ['conv2d --from package.json --input 3', /package\.json is not rows of numbers, as \[\[1, 2\], \[3, 4\]\]$/],
    ['conv2d --from README.md', /--from names a \.npy, \.json or \.safetensors file, but is "README\.md"$/],
    ['conv2d --from a.npy --image b.png', /there is one input, but --from and --image name several$/],
    ['conv2d --crop 3', /--crop is for pictures: --image or --cifar, but is "3"$/],
    ['conv2d --layer conv1', /--layer names a layer of a --checkpoint, which is missing, but is "conv1"$/],
    ['conv2d --checkpoint nothing.safetensors', /there is no file nothing\.safetensors\. 'npm run cifar' trains the tutorial's net and writes out\/cifar10\/weights\.safetensors\.$/],
  ]; // biome-ignore format: a table
  for (const [line, expected] of cases) {
    const message = await refused(line);
    t.match(message, expected, line);
    t.notOk(message.includes('\n'), 'in one line');
  }
  t.end();
});

test('numbers come from files, pictures and checkpoints', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'stridegrad-step-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const npy = file('x.npy', encodeNpy(tensor([[1, 2], [3, 4]]))); // biome-ignore format: a picture
  const json = file('x.json', '[[1, 2], [3, 4]]');
  const many = file(
    'x.safetensors',
    encodeSafetensors({ 'net.one.weight': tensor([[[[2]]]]), 'net.one.bias': tensor([1]), x: tensor([[5]]) }),
  );
  const png = file(
    'x.png',
    await encodePng({ data: Uint8Array.of(255, 0, 0, 255, 51, 51), width: 3, height: 2, channels: 1 }),
  );
  const formulas = async (line: string) =>
    (await printed(`${line} --json`))
      .trimEnd()
      .split('\n')
      .map((text) => (JSON.parse(text) as Step).formula);
  const trained = `--checkpoint ${many} --layer one`;

  t.deepEqual(await formulas(`conv2d --from ${npy} ${trained}`), [
    '1·2 + 1 = 3',
    '2·2 + 1 = 5',
    '3·2 + 1 = 7',
    '4·2 + 1 = 9',
  ]);
  t.deepEqual(await formulas(`conv2d --from ${json} ${trained}`), await formulas(`conv2d --from ${npy} ${trained}`));
  t.deepEqual(await formulas(`conv2d --from ${many} --key x ${trained}`), ['5·2 + 1 = 11']);
  t.deepEqual(await formulas(`conv2d --image ${png} --crop 2x1 ${trained} --no-bias`), [
    '0·2 + 0 = 0',
    '0.2·2 + 0 = 0.4',
  ]);
  t.match(await refused(`conv2d --from ${many}`), /--key says which tensor of .* is the input: .*x/);
  t.match(
    await refused(`conv2d --from ${npy} --checkpoint ${many}`),
    /--layer says which layer's weights: .* has net\.one$/,
  );
  t.match(
    await refused(`conv2d --from ${npy} --checkpoint ${many} --layer two`),
    /no layer is named two: .* has net\.one$/,
  );
  t.match(await refused(`conv2d --from ${npy} --channels 2`), /--channels comes with the input that is named/);
  t.match(await refused(`conv2d --from ${npy} ${trained} --kernel 2`), /--kernel comes from the checkpoint/);
  t.end();
});

test('each preset gives the output that the guide says, and known numbers where there are some', async (t) => {
  for (const each of arithmeticCases) {
    const size = arithmeticOutput(each);
    const text = await printed(`--preset ${each.name} --steps 1`);
    t.ok(text.split('\n').slice(0, 2).join(' ').replace(/\s+/g, ' ').includes(`→ [1, 1, ${size}, ${size}]`), each.name);
    t.ok(text.replace(/\s+/g, ' ').includes(`${each.lesson.split(' ').slice(0, 6).join(' ')}`), 'its lesson');
  }
  t.match(
    await printed('--preset numerical_no_padding_no_strides --steps 1'),
    / = 3·0 \+ 3·1 \+ 2·2 \+ 0·2 [^=]*= 12\n$/,
  );
  t.match(await printed('--preset padding_strides --input 7 --steps 1'), /conv2d\(input \[1, 1, 7, 7\]/, 'changed');
  const list = (await printed('--list')).split('\n');
  t.ok(arithmeticCases.every(({ name }) => list.includes(`  ${name}`)));
  t.deepEqual(
    list.filter((line) => line.length > 80),
    [],
  );
  t.match(
    await refused('--preset no_pading_strides'),
    /^step: there is no preset 'no_pading_strides'; did you mean 'no_padding_strides'\?$/,
  );
  t.match(await refused('conv2d --preset pool_odd'), /^step: --preset pool_odd is a maxPool2d, not a conv2d$/);
  t.end();
});

test('each operation can be walked through, forward and back', async (t) => {
  const lines = {
    'maxPool2d --kernel 3 --stride 2 --padding 1 --dilation 1 --ceil-mode': 'maxPool2d(input [1, 1, 5, 5], 3, { stride: 2, padding: 1, ceilMode: true }) → [1, 1, 3, 3]',
    'avgPool2d --no-count-include-pad --padding 1 --divisor-override 3': 'avgPool2d(input [1, 1, 5, 5], 2, { padding: 1, countIncludePad: false, divisorOverride: 3 }) → [1, 1, 3, 3]',
    'adaptiveMaxPool2d --output-size 2x1': 'adaptiveMaxPool2d(input [1, 1, 5, 5], [2, 1]) → [1, 1, 2, 1]',
    'adaptiveAvgPool2d': 'adaptiveAvgPool2d(input [1, 1, 5, 5], 3) → [1, 1, 3, 3]',
    'convTranspose2d --input 3 --stride 2 --output-padding 1 --out-channels 2': 'convTranspose2d(input [1, 1, 3, 3], weight [1, 2, 3, 3], bias [2], { stride: 2, outputPadding: 1 }) → [1, 2, 8, 8]',
    'pad --padding 1x2 --padding-mode circular': "pad(input [1, 1, 5, 5], [2, 2, 1, 1], { mode: 'circular' }) → [1, 1, 7, 9]",
    'matmul --input 2x3': 'matmul(input [2, 3], other [3, 4]) → [2, 4]',
    'linear --input 4 --images 2 --out-features 3': 'linear(input [2, 4], weight [3, 4], bias [3]) → [2, 3]',
    'crossEntropy --images 2 --classes 3 --reduction sum':
      "crossEntropy(input [2, 3], labels [2], { reduction: 'sum' }) → []",
  }; // biome-ignore format: a table
  for (const [line, call] of Object.entries(lines)) {
    const text = await printed(`${line} --width 200 --steps 1`);
    t.equal(text.split('\n')[0], call);
    const back = await printed(`${line} --json --backward input`);
    t.ok(
      back
        .trimEnd()
        .split('\n')
        .every((each) => (JSON.parse(each) as Step).pass === 'gradient of input'),
      line,
    );
  }
  t.end();
});

test('docs/stepper.md shows what is printed, and its commands are understood', async (t) => {
  const page = readFileSync(new URL('../../docs/stepper.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/^\$ npx stridegrad step (.*)\n([\s\S]*?)^```$/gm)];
  t.equal(shown.length, 2);
  for (const [, line, output] of shown) t.equal(await printed(line), output, line);
  const commands = [...page.matchAll(/^npx stridegrad step (.*)$/gm)].map(([, line]) => line);
  t.ok(commands.length >= 2);
  for (const line of commands) t.doesNotThrow(() => readArguments(words(line)), line);
  for (const [, option] of page.matchAll(/`--(?:no-)?([a-z-]+)/g))
    t.ok(Object.hasOwn(optionForms, option), `--${option}`);
  for (const name of Object.keys(operations)) t.ok(page.includes(`\`${name}\``), `${name} is named`);
  t.end();
});

test('numbers that JSON does not have are texts', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'stridegrad-step-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'x.npy'), encodeNpy(tensor([[Number.POSITIVE_INFINITY]])));
  const text = await printed(`conv2d --from ${join(folder, 'x.npy')} --kernel 1 --json`);
  t.match(text, /"cell":\{"tensor":"input","index":\[0,0,0,0\],"value":"Infinity"\}/);
  t.end();
});

test('a reader who has seen enough ends the printing quietly, and steps that nobody reads are not made', async (t) => {
  let made = 0;
  function* lines() {
    for (;;) {
      made++;
      yield 'x'.repeat(1000);
    }
  }
  const closing = new Writable({
    write(_, __, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  await writeLines(lines(), closing);
  t.ok(made < 100, `${made} lines were made`);

  const full = new Writable({
    write(_, __, done) {
      done(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    },
  });
  await writeLines(lines(), full).then(
    () => t.fail('a full disk was not noticed'),
    (error: Error) => t.equal(error.message, 'no space left'),
  );
  t.end();
});

test('the help names every operation and option, in 80 columns', (t) => {
  const lines = stepHelp().split('\n');
  t.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
  for (const name of ['conv2d', '--padding HxW', '--no-bias', '--cifar N']) t.ok(stepHelp().includes(name), name);
  t.end();
});
