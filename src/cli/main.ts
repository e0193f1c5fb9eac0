#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setDefaultDevice } from '../backends/choose.ts';
import { StridegradError } from '../errors.ts';
import { doctor } from './doctor.ts';
import { shader } from './shader.ts';

const usage = `usage: stridegrad COMMAND

  doctor [--json]   which devices there are, which is chosen, and why not the others
  step OPERATION    walks through a convolution, a pooling, a gradient, cell by
                    cell: stridegrad step conv2d --input 5x5 --kernel 3
  shader KERNEL [SIZE=N ...]
                    what a WebGPU device gets of a kernel: stridegrad shader relu
  build-native      builds the C++ addon (needs a C++17 compiler and cmake)

  --version, --help`;

try {
  await main();
} catch (error) {
  // A device that is not there, or an option: the reason is what a person needs, not where it was thrown.
  const { code, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof StridegradError) && !code?.startsWith('ERR_PARSE_ARGS_')) throw error;
  console.error(`stridegrad: ${message}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'step') {
    const { step } = await import('./step/step.ts'); // has options of its own, and the others start without it
    setDefaultDevice('reference'); // what is looked at is small, and opening another device takes time
    process.exitCode = await step(rest);
    return;
  }
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
    },
  });
  const [command] = positionals;
  const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

  if (values.version) {
    console.log((JSON.parse(readFileSync(root('package.json'), 'utf8')) as { version: string }).version);
  } else if (values.help) {
    console.log(usage);
  } else if (command === 'doctor') {
    const report = await doctor();
    console.log(values.json ? JSON.stringify(report) : report.text);
  } else if (command === 'shader') {
    const [, kernel, ...sizes] = positionals;
    console.log(await shader(kernel, sizes));
  } else if (command === 'build-native') {
    const { status } = spawnSync(process.execPath, [root('scripts/buildNative.mjs'), '--force'], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
  } else {
    console.error(command === undefined ? usage : `stridegrad: there is no command '${command}'\n\n${usage}`);
    process.exitCode = 2;
  }
}
