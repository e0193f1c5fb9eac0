import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './contestants.ts';

/** Builds the package as users get it, and its addon, unless both are as new as their sources. */
export function builtPackage(say: (text: string) => void): void {
  const built = here('../dist/index.js');
  if (!existsSync(built) || newest(here('../src')) > statSync(built).mtimeMs) {
    say('dist/ is older than src/: it is built anew');
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
      cwd: here('..'),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the package could not be built:\n${stdout}${stderr}`);
  }
  spawnSync(process.execPath, [here('../scripts/buildNative.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map(({ parentPath, path, name }) => statSync(join(parentPath ?? path, name)).mtimeMs));
}
