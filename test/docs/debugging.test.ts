import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'tape';

// What docs/debugging.md tells to run and shows of the code. test/debug and test/package do what it says.

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/debugging.md');
const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
  configurations: { name: string; runtimeArgs: string[]; program: string }[];
};

test('docs/debugging.md names the launch configurations that there are', (t) => {
  const rows = [...page.matchAll(/^\| ([A-Z].*?) +\|/gm)].map(([, name]) => name);
  t.deepEqual(
    rows,
    configurations.map(({ name }) => name),
  );
  t.end();
});

test('its commands run what the launch configurations run', (t) => {
  const commands = [...page.matchAll(/^node (.*)$/gm)].map(([, args]) => args.split(' '));
  t.equal(commands.length, 3);
  const [{ runtimeArgs, program }] = configurations;
  const file = program.slice(program.indexOf('examples/'));
  t.deepEqual(commands[0], ['--inspect-brk', ...runtimeArgs, file], 'for Chrome');
  for (const command of commands) t.ok(existsSync(join(root, command.at(-1) ?? '')), command.join(' '));
  t.end();
});

test('the lines of conv2d.ts that it shows are there', (t) => {
  const kernel = read('src/kernels/window/conv2d.ts');
  const shown = [...page.matchAll(/^ *(?:\d+ +)?((?:sum \+=|for \(let tap).*)$/gm)].map(([, line]) => line);
  t.equal(shown.length, 3);
  for (const line of shown) t.ok(kernel.includes(line), line);
  t.end();
});
