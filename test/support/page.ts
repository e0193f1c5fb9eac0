import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// A page of docs/ reads well as it is, and is executed. Its fenced blocks say what they are:
//
//   ```ts run             The blocks of a page run in order as one module, in which 'stridegrad' is this package.
//                         Behind `console.log(…); // → value` stands what that line prints.
//   ```sh run             One command: npx stridegrad …
//   ```text printed       What the run block before it printed otherwise.
//   ```ts source=path#region   The lines between `// #region region` and `// #endregion` of that file.

const root = fileURLToPath(new URL('../../', import.meta.url));
const node = ['-C', 'stridegrad-source', '--import', 'tsx'];

interface Block {
  /** Where the body begins and ends in the page. */
  readonly start: number;
  readonly end: number;
  readonly tag: string;
  readonly body: string;
}

/** The page as it should be: with what its programs print now, and the lines that its sources have now. */
export async function wovenPage(path: string): Promise<string> {
  const page = readFileSync(join(root, path), 'utf8');
  const blocks = blocksOf(page);
  const printed = await runAll(path, blocks);
  let woven = '';
  let written = 0;
  let last: Printed | undefined;
  for (const [i, block] of blocks.entries()) {
    let { body } = block;
    if (block.tag === 'ts run') {
      last = printed.get(block);
      body = withPromises(body, last?.promised ?? []);
    } else if (block.tag === 'sh run') {
      last = printed.get(block);
    } else if (block.tag === 'text printed') {
      if (last === undefined) throw new Error(`${path}: block ${i} shows what is printed, but nothing ran before it`);
      body = last.rest;
      last = undefined;
    } else if (/ source=/.test(block.tag)) {
      body = regionOf(block.tag.split(' source=')[1]);
    }
    woven += page.slice(written, block.start) + body;
    written = block.end;
  }
  return woven + page.slice(written);
}

/** What a block printed: behind its promising lines, and otherwise. */
interface Printed {
  readonly promised: readonly string[];
  readonly rest: string;
}

/** A line whose output the page promises, as far as the arrow. */
const promise = /^(console\.log\(.*\);) \/\/ → .*$/gm;

const endOfBlock = '\u241e';
const endOfLine = '\u241f';

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```$/gm)].map(({ index, 0: whole, 1: tag, 2: body }) => {
    const start = index + whole.indexOf('\n') + 1;
    return { start, end: start + body.length, tag, body };
  });
}

async function runAll(path: string, blocks: readonly Block[]): Promise<Map<Block, Printed>> {
  const printed = new Map<Block, Printed>();
  const programs = blocks.filter(({ tag }) => tag === 'ts run');
  if (programs.length > 0) {
    const texts = programs.map(({ body }) => `${body.replace(promise, mark)}\nconsole.log('${endOfBlock}');\n`);
    const output = await runModule(path, texts.join(''));
    const parts = output.split(`${endOfBlock}\n`);
    programs.forEach((block, i) => {
      printed.set(block, takeApart(parts[i]));
    });
  }
  for (const block of blocks.filter(({ tag }) => tag === 'sh run')) {
    const [, args] = /^npx stridegrad (.*)\n$/.exec(block.body) ?? [];
    if (args === undefined) throw new Error(`${path}: only 'npx stridegrad …' can be run, not ${block.body}`);
    printed.set(block, { promised: [], rest: await run(['src/cli/main.ts', ...args.split(/\s+/)]) });
  }
  return printed;
}

/** Marks the output of a promising line, so that it is found again. */
function mark(_line: string, statement: string): string {
  return `console.log('${endOfLine}'); ${statement} console.log('${endOfLine}');`;
}

function takeApart(output: string): Printed {
  const parts = output.split(`${endOfLine}\n`);
  return {
    promised: parts.filter((_, i) => i % 2 === 1).map((text) => text.trimEnd()),
    rest: parts.filter((_, i) => i % 2 === 0).join(''),
  };
}

function withPromises(body: string, printed: readonly string[]): string {
  let next = 0;
  return body.replace(promise, (_line, statement: string) => `${statement} // → ${printed[next++]}`);
}

async function runModule(path: string, text: string): Promise<string> {
  const file = `test/docs/.page-${basename(path, '.md')}-${process.pid}.ts`; // inside this package
  writeFileSync(join(root, file), text);
  try {
    return await run([file]);
  } finally {
    rmSync(join(root, file));
  }
}

async function run(args: readonly string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, COLUMNS: '80' };
  return (await promisify(execFile)(process.execPath, [...node, ...args], { cwd: root, env })).stdout;
}

function regionOf(place: string): string {
  const [file, region] = place.split('#');
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`);
  const end = lines.findIndex((line, i) => i > start && line.trim() === '// #endregion');
  if (start < 0 || end < 0) throw new Error(`${file} has no region ${region}`);
  return `${lines.slice(start + 1, end).join('\n')}\n`;
}
