// Builds the C++ addon with cmake-js, into build/Release/stridegrad.node:
//
//   node scripts/buildNative.mjs [--force] [--sanitize | --plain-vectors | --avx512-sizes]
//
// A build whose sources have not changed is left alone. The variants are for tests, and go into folders of build/:
// with AddressSanitizer; without the compiler's vector types, as MSVC builds it; and with work cut as for AVX-512.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cost = 'Everything works without the C++ addon, in TypeScript, but training is tens of times slower.';

/**
 * Builds the addon if its sources changed. Never throws: what is missing is told in one line.
 * Returns true if there is an addon that fits the sources.
 */
export async function buildNative({ force = false, variant = '' } = {}) {
  const out = join(root, 'build', variant);
  const addon = join(out, 'Release', 'stridegrad.node');
  const stampFile = join(out, 'stridegrad.stamp');
  const stamp = sourcesHash();
  if (!force && existsSync(addon) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return true;
  }
  const missing = missingTool();
  if (missing !== undefined) {
    console.error(`stridegrad: ${missing} was not found, so the C++ addon is not built. ${cost}`);
    return false;
  }
  const definitions = variant === '' ? [] : [`--CDSTRIDEGRAD_${variant.toUpperCase().replace('-', '_')}=ON`];
  const cli = cmakeJs();
  if (cli === undefined) {
    console.error(`stridegrad: the package cmake-js is not installed, so the C++ addon is not built. ${cost}`);
    return false;
  }
  const options = ['-d', join(root, 'native'), '-O', out, '--parallel', '4', ...definitions];
  rmSync(stampFile, { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'compile', ...options], { encoding: 'utf8' });
  if (status !== 0 || !existsSync(addon)) {
    console.error(`${stdout}\n${stderr}\nstridegrad: the C++ addon could not be built, see above. ${cost}`);
    return false;
  }
  writeFileSync(stampFile, stamp);
  return true;
}

/** The path of cmake-js's command, if it is installed. */
function cmakeJs() {
  try {
    return createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
  } catch {
    return undefined;
  }
}

/** A hash of everything that decides what the build makes. */
function sourcesHash() {
  const hash = createHash('sha256');
  const { CC, CXX, CXXFLAGS, CMAKE_GENERATOR } = process.env;
  hash.update(JSON.stringify([process.platform, process.arch, CC, CXX, CXXFLAGS, CMAKE_GENERATOR]));
  const files = readdirSync(join(root, 'native'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(cpp|hpp|txt|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  for (const file of [...files, fileURLToPath(import.meta.url)]) {
    hash.update(`${relative(root, file)}\n`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** The name of a tool that the build needs and that is not there. */
function missingTool() {
  const runs = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!runs('cmake')) return 'cmake';
  // On Windows cmake itself finds Visual Studio.
  const compilers = process.env.CXX === undefined ? ['c++', 'g++', 'clang++'] : [process.env.CXX];
  if (process.platform !== 'win32' && !compilers.some(runs)) return 'a C++ compiler (g++ or clang++)';
  return undefined;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const variant = ['sanitize', 'plain-vectors', 'avx512-sizes'].find((name) => process.argv.includes(`--${name}`));
  const built = await buildNative({ force: process.argv.includes('--force'), variant });
  process.exitCode = built ? 0 : 1;
}
