import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtPackage } from '../../bench/builtPackage.ts';

// What the tests on a GPU need before they are loaded: packages of their own, a driver that plays a GPU, the build.

const tools = fileURLToPath(new URL('tools', import.meta.url));
const install = ['--prefix', tools, 'ci', '--ignore-scripts'];

/** Sees to all of it. @throws Error that says what to install, where that is the user's to decide. */
export function prepare(): void {
  if (!existsSync(`${tools}/node_modules`)) {
    if (!process.env.CI) throw new Error('the tests on a GPU need: npm --prefix test/gpu/tools ci --ignore-scripts');
    const { status } = spawnSync('npm', install, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`npm ${install.join(' ')} failed`);
  }
  useSoftwareDriver();
  builtPackage((text) => console.error(text));
}

/** Shows WebGPU in Node the Vulkan driver that Debian's Chromium brings, unless the user names one. */
export function useSoftwareDriver(): void {
  process.env.XDG_RUNTIME_DIR ??= '/tmp';
  if (process.env.VK_ICD_FILENAMES !== undefined) return;
  const { stdout } = spawnSync('dpkg', ['-L', 'chromium', 'chromium-common'], { encoding: 'utf8' });
  const driver = stdout?.split('\n').find((file) => file.endsWith('vk_swiftshader_icd.json'));
  if (driver !== undefined) process.env.VK_ICD_FILENAMES = driver;
}
