import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a program wrote. */
export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The exit status that is expected; 0 unless another is named. */
  readonly status?: number;
  /** Send SIGINT, as Ctrl-C does, once stdout or stderr has something that matches. */
  readonly interruptAt?: RegExp;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs a TypeScript program of this repository in a process of its own, as its npm script does.
 *
 * @throws Error with the last lines of stderr if it ends with another status than expected, or by a signal.
 */
export function runProgram(path: string, args: readonly string[], options: ProgramOptions = {}): Promise<Written> {
  const { env, status = 0, interruptAt } = options;
  const child = spawn(process.execPath, ['-C', 'stridegrad-source', '--import', 'tsx', join(root, path), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  let interrupted = false;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      if (interruptAt?.test(text[name]) && !interrupted) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === status) return resolve(text);
      const lastLines = text.stderr.trimEnd().split('\n').slice(-12).join('\n');
      reject(new Error(`${path} ended with ${signal ?? code} instead of ${status}:\n${lastLines}`));
    });
  });
}

/** Calls `use` with a folder that exists meanwhile. */
export async function inTemporaryFolder<Value>(use: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'stridegrad-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
