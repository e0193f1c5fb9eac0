import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import { shader } from '../../src/cli/shader.ts';
import { kernels } from '../../src/kernels/all.ts';
import { runProgram } from '../support/runProgram.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/performance.md',
  'docs/gpu.md',
  'docs/debugging.md',
  'docs/stepper.md',
];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The fenced blocks of a language, without their fences. */
function blocksOf(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , block]) => block);
}

/** What a block says that its `console.log(…)` lines print: the comments behind them. */
function promisedBy(block: string): string[] {
  return block
    .split('\n')
    .filter((line) => line.startsWith('console.log('))
    .map((line) => line.slice(line.lastIndexOf(' // ') + 4));
}

/** Files that a text links to, without those of the web and without the part behind #. */
function linksOf(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target.split('#')[0])
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

/** Scripts that a text tells to run: `npm run NAME`, `npm test`. */
function commandsOf(markdown: string): string[] {
  const run = [...markdown.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name]) => name);
  return markdown.includes('npm test') ? [...run, 'test'] : run;
}

/** Our formatter breaks lines that the README has whole. */
function withoutLayout(program: string): string {
  return program.replace(/\s+/g, '').replaceAll(',]', ']');
}

for (const [i, block] of blocksOf(read('README.md'), 'ts').entries()) {
  test(`program ${i + 1} of the README prints what it says`, async (t) => {
    // Inside this package, where 'stridegrad' is found.
    const path = `test/docs/.readme-${process.pid}-${i}.ts`;
    writeFileSync(join(root, path), block);
    try {
      const { stdout } = await runProgram(path, []);
      t.deepEqual(stdout.trimEnd().split('\n'), promisedBy(block));
      t.ok(promisedBy(block).length > 0, 'it prints something');
    } finally {
      rmSync(join(root, path));
    }
    t.end();
  });
}

test("the README's first program is examples/xor.ts", (t) => {
  const [, ...program] = read('examples/xor.ts').split('\n'); // the first line is a comment
  t.equal(withoutLayout(program.join('\n')), withoutLayout(blocksOf(read('README.md'), 'ts')[0]));
  t.end();
});

test('what our documents link to exists', (t) => {
  for (const document of documents) {
    const links = linksOf(read(document));
    const missing = links.filter((link) => !existsSync(join(root, dirname(document), link)));
    t.deepEqual(missing, [], document);
  }
  t.end();
});

test('commands that our documents name are scripts of package.json', (t) => {
  for (const document of documents) {
    const unknown = commandsOf(read(document)).filter((name) => !Object.hasOwn(scripts, name));
    t.deepEqual(unknown, [], document);
  }
  t.end();
});

test('the C++ that docs/performance.md shows is that of bench/native/ladder.cpp', (t) => {
  const ladder = withoutLayout(read('bench/native/ladder.cpp'));
  const blocks = blocksOf(read('docs/performance.md'), 'cpp');
  t.ok(blocks.length > 0, 'it shows some');
  for (const block of blocks) t.ok(ladder.includes(withoutLayout(block)), block.split('\n')[0]);
  t.end();
});

test('the readers of documents find what they look for', (t) => {
  const text =
    'a [link](no/such.md#part) [web](https://x.org) `npm run --silent wrong`\n```ts\nconsole.log(1); // 2\n```\n';
  t.deepEqual(linksOf(text), ['no/such.md']);
  t.deepEqual(commandsOf(text), ['wrong']);
  t.deepEqual(blocksOf(text, 'ts').map(promisedBy), [['2']]);
  t.end();
});

test('the kernel and the shader that docs/gpu.md shows are those of ReLU, and its program runs', async (t) => {
  const document = read('docs/gpu.md');
  const [kernel] = blocksOf(document, 'js');
  t.equal(withoutLayout(kernel).replace(';}', '}'), withoutLayout(String(kernels.relu.element)));
  const [wgsl] = blocksOf(document, 'wgsl');
  t.equal(wgsl.trimEnd(), await shader('relu', []));

  const path = `test/docs/.gpu-${process.pid}.ts`;
  writeFileSync(join(root, path), blocksOf(document, 'ts')[0]);
  try {
    const { stdout } = await runProgram(path, []);
    t.match(stdout, /^0\.[34]\d+\n$/, 'the mean of max(x, 0) of normal numbers is 0.4');
  } finally {
    rmSync(join(root, path));
  }
});
