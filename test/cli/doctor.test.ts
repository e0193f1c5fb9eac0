import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'tape';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

function stridegrad(args: readonly string[], environment: Record<string, string> = {}) {
  return spawnSync(process.execPath, [...process.execArgv, main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
}

test('the doctor says which device is chosen, and why the addon is missing where it is', (t) => {
  const { stdout, status } = stridegrad(['doctor'], { STRIDEGRAD_ADDON: '/nowhere/addon.node' });
  t.equal(status, 0);
  t.match(stdout, /native {9}missing {4}the C\+\+ addon was not built: there is no \/nowhere\/addon\.node/);
  t.match(stdout, /chosen: reference/);

  const pinned = stridegrad(['doctor', '--json'], { STRIDEGRAD_DEVICE: 'reference' });
  t.equal(JSON.parse(pinned.stdout).chosen, 'reference');
  t.end();
});

test('an unknown command shows the usage and fails', (t) => {
  const { stderr, status } = stridegrad(['docter']);
  t.equal(status, 2);
  t.match(stderr, /there is no command 'docter'[\s\S]*usage: stridegrad COMMAND/);
  t.end();
});

test('an unknown device or option is one line, not a stack', (t) => {
  const device = stridegrad(['doctor'], { STRIDEGRAD_DEVICE: 'abacus' });
  t.equal(device.status, 2);
  t.equal(
    device.stderr,
    "stridegrad: device 'abacus' is unknown; the devices are 'auto', 'native', 'reference', and those of await device('gpu')\n",
  );
  t.match(stridegrad(['doctor', '--jason']).stderr, /^stridegrad: Unknown option '--jason'.*\n$/);
  t.end();
});

test('shader prints what a WebGPU device gets of a kernel, or why not', (t) => {
  t.match(stridegrad(['shader', 'relu']).stdout, /select\(user_x, 0\.0, \(user_x<=0\.0\)\)/);
  t.match(stridegrad(['shader', 'matmul', 'columns=7']).stdout, /user_columns : f32 = 7\.0/);
  t.match(stridegrad(['shader']).stderr, /^stridegrad: shader: name a kernel: .*conv2d, .*\n$/);
  t.match(
    stridegrad(['shader', 'relux']).stderr,
    /no kernel is named 'relux'; 'stridegrad shader' alone lists them\n$/,
  );
  t.match(stridegrad(['shader', 'matmul', 'rows=a']).stderr, /rows=a gives no size; matmul has rows, inner, columns/);
  t.end();
});
