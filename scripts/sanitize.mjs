// Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer into build/sanitize/, and runs its tests on it:
//
//   npm run test:native:sanitize
//
// Linux with g++ only: the sanitizers' libraries must be loaded before Node's own memory is.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildNative } from './buildNative.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!(await buildNative({ variant: 'sanitize' }))) process.exit(1);

const libraries = ['libasan.so', 'libubsan.so'].map((library) => {
  const { stdout } = spawnSync(process.env.CXX ?? 'g++', [`-print-file-name=${library}`], { encoding: 'utf8' });
  return stdout.trim();
});
const environment = {
  ...process.env,
  LD_PRELOAD: libraries.join(':'),
  // Node frees little on its way out, so leaks are not looked for. A too large allocation is refused, as without ASan.
  ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  STRIDEGRAD_ADDON: join(root, 'build', 'sanitize', 'Release', 'stridegrad.node'),
};

let failed = 0;
for (const file of readdirSync(join(root, 'test', 'native')).filter((name) => name.endsWith('.test.ts'))) {
  const options = ['-C', 'stridegrad-source', '--import', 'tsx', join('test', 'native', file)];
  const { status } = spawnSync(process.execPath, options, { cwd: root, env: environment, stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
