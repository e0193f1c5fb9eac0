import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';
import { GPU } from 'gpu.js';
import test from 'tape';
import { writeCode } from '../../scripts/build.ts';
import { writeGpuJs } from '../../scripts/bundleGpuJs.ts';
import type * as KernelTexts from '../../src/backends/gpu/kernelTexts.ts';
import { computeAll } from '../../src/backends/reference.ts';
import * as source from '../../src/index.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { FlatArray, Kernel } from '../../src/kernels/kernel.ts';
import { kernelCases } from '../support/kernelCases.ts';
import { freeNames, parse } from '../support/kernelSource.ts';
import type { KernelRun } from '../support/recordingBackend.ts';

// What is published is joined into few files, and functions of one name get other names there. These tests build it into
// a folder of its own and hold it to what reads names: kernels are compiled from their text, modules print their class.

type Kernels = Readonly<Record<string, Kernel<object>>>;

/** Of each output so many elements are explained. */
const mostExplained = 40;

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stridegrad-package-'));

/** package.json as Node reads it where nobody asks for the sources: this process does. */
const manifest = JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), (key, value) =>
  key === 'stridegrad-source' ? undefined : value,
);
writeFileSync(join(folder, 'package.json'), manifest);
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
const chunks = await writeCode(join(folder, 'dist'), ['kernels/all', 'backends/gpu/gpujs', 'backends/gpu/kernelTexts']);
const inDist = (file: string) => pathToFileURL(join(folder, 'dist', file)).href;
const built = Object.entries(((await import(inDist('kernels/all.js'))) as { kernels: Kernels }).kernels);

/** Runs a module of the built package, or a program that lies beside it, and gives what it printed. */
function runNode(args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}

test('the main entry and what it shares with the others is loaded by an import, gpu devices when one is opened', (t) => {
  const core = chunks.filter(({ fileName }) => fileName.startsWith('chunks/'));
  t.deepEqual(
    core.map(({ fileName }) => fileName),
    ['chunks/core.js', 'chunks/open.js', 'chunks/step.js', 'chunks/translate.js', 'chunks/CIFAR10.js'],
  );
  t.ok(core[0].dynamicImports.includes('chunks/open.js'));
  const index = chunks.find(({ fileName }) => fileName === 'index.js');
  t.deepEqual(index?.imports, ['chunks/core.js']);
  t.deepEqual(core[0].imports, []);
  t.end();
});

test('a built kernel uses nothing from outside but its helpers, under the names they have there, and Math', (t) => {
  t.deepEqual(
    built.map(([name]) => name),
    Object.keys(kernels),
  );
  for (const [name, { element, helpers }] of built) {
    const known = new Set([...helpers.map((helper) => helper.name), 'Math', 'Infinity', 'undefined']);
    const free = [element, ...helpers].flatMap((body) => freeNames(parse(body)));
    t.deepEqual(
      free.filter((used) => !known.has(used)),
      [],
      name,
    );
  }
  t.end();
});

test('a copy made of a built kernel’s text and helpers computes what the source does, to the bit', (t) => {
  for (const [name, kernel] of built) {
    const element = new Function(...kernel.helpers.map((helper) => helper.name), `return ${kernel.element}`)(
      ...kernel.helpers,
    ) as Kernel<object>['element'];
    t.notEqual(element, kernel.element);
    t.equal(
      difference(name, (run) => compute({ ...kernel, element }, run)),
      undefined,
      name,
    );
  }
  t.end();
});

test('the explainer of a minified bundle explains every kernel as it computes, by a copy of its own', async (t) => {
  writeFileSync(
    join(folder, 'explainer.mjs'),
    "export { explainElement } from 'stridegrad';\nexport { kernels } from './dist/kernels/all.js';",
  );
  const outfile = join(folder, 'minified.mjs');
  await bundle({
    entryPoints: [join(folder, 'explainer.mjs')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['*/gpujs.js'], // a gpu device would ask for it
  });
  const minified = (await import(pathToFileURL(outfile).href)) as typeof source & { kernels: Kernels };
  t.ok(minified.kernels.conv2d.element.toString().length < kernels.conv2d.element.toString().length / 2, 'minified');
  for (const [name, kernel] of Object.entries(minified.kernels)) {
    const silent = () => Number.NaN; // the function that trains is not asked, its text is
    const element = Object.assign(silent, { toString: () => kernel.element.toString() });
    const compute = ({ inputs, sizes, scalars, length }: KernelRun) =>
      Float32Array.from({ length }, (_, x) =>
        x < mostExplained
          ? minified.explainElement({ ...kernel, element }, inputs, { sizes, scalars }, x).value
          : Number.NaN,
      );
    t.equal(difference(name, compute, mostExplained), undefined, name);
  }
  t.end();
});

test('a gpu device has the built kernels’ own texts, whatever became of the functions, and computes the same', async (t) => {
  const { textOf } = (await import(inDist('backends/gpu/kernelTexts.js'))) as typeof KernelTexts;
  const gpu = new GPU({ mode: 'cpu' });
  for (const [name] of built) {
    const { element, functions } = textOf({ name, element: 'rewritten', helpers: [] });
    const compute = ({ inputs, sizes, scalars, length }: KernelRun) => {
      const settings: object = {
        output: [length],
        constants: { ...sizes },
        functions, // as texts, which gpu.js takes though its types do not say so
        precision: 'single',
      };
      const compiled = gpu.createKernel(element, settings);
      return compiled(...inputs.map((input) => Float32Array.from(input)), ...scalars) as Float32Array;
    };
    t.equal(difference(name, compute), undefined, name);
  }
  t.end();
});

test('the built package brings gpu.js: nothing is installed beside it, and nothing is missed', async (t) => {
  const chunk = chunks.find(({ fileName }) => fileName === 'backends/gpu/gpujs.js');
  t.deepEqual(chunk?.dynamicImports, ['chunks/gpujs.js']);

  const alone = join(folder, 'alone'); // with a `gl` of its own, which hides the real one above
  await writeGpuJs(alone);
  mkdirSync(join(alone, 'node_modules/gl'), { recursive: true });
  writeFileSync(join(alone, 'node_modules/gl/index.js'), "console.log('gl is asked for')");
  writeFileSync(join(alone, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(alone, 'program.js'),
    `import gpuJs from './gpujs.js';
    function twice(values) { return 2 * values[this.thread.x]; }
    for (const [mode, asyncMode] of [['dev', false], ['cpu', false], ['webasm', false], ['webasm', true]]) {
      const kernel = new gpuJs.GPU({ mode }).createKernel(twice, { output: [16384], asyncMode });
      const output = await kernel(new Float32Array(16384).fill(3)); // enough of them for gpu.js to use threads
      console.log(mode, output[16383], kernel.kernel?._pool ? 'with threads' : '');
    }`,
  );
  const printed = runNode([join(alone, 'program.js')]).split('\n');
  t.deepEqual(printed, ['gl is asked for', 'dev 6 ', 'cpu 6 ', 'webasm 6 ', 'webasm 6 with threads', '']);
  const licences = readFileSync(join(alone, 'THIRD-PARTY.txt'), 'utf8');
  for (const name of ['gpu.js', 'acorn', 'gpu-mock.js', 'gl-wiretap']) t.ok(licences.includes(`=== ${name}`), name);
  t.end();
});

test('exported classes keep their names, by which modules and errors are printed', async (t) => {
  const index = (await import(inDist('index.js'))) as Record<string, unknown>;
  t.deepEqual(Object.keys(index), Object.keys(source));
  for (const [path, value] of Object.entries({ ...source, ...source.nn, ...source.optim })) {
    if (typeof value !== 'function' || !value.toString().startsWith('class')) continue;
    const namesake = [index, index.nn, index.optim]
      .map((names) => (names as Record<string, unknown>)[path])
      .find(Boolean);
    t.equal((namesake as { name: string }).name, value.name, path);
  }
  t.end();
});

test('a debugger finds a built kernel in its source', (t) => {
  const code = readFileSync(join(folder, 'dist/chunks/core.js'), 'utf8').split('\n');
  const map = new SourceMap(JSON.parse(readFileSync(join(folder, 'dist/chunks/core.js.map'), 'utf8')));
  const line = code.findIndex((text) =>
    text.includes('sum += input[row + tapX * dilationX] * weight[weightRow + tapX]'),
  );
  const found = map.findEntry(line, code[line].indexOf('sum')) as { originalSource: string; originalLine: number };
  t.match(found.originalSource, /src\/kernels\/window\/conv2d\.ts$/);
  const original = readFileSync(join(root, 'src/kernels/window/conv2d.ts'), 'utf8').split('\n');
  t.equal(original[found.originalLine].trim(), code[line].trim());
  t.end();
});

test('the debugger of a terminal stops in a built kernel', async (t) => {
  writeFileSync(
    join(folder, 'debugged.mjs'),
    `import { breakIn, F, ones, setDefaultDevice } from 'stridegrad';
    setDefaultDevice('reference');
    breakIn('conv2d', { at: 3 });
    F.conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2]));`,
  );
  const child = spawn(process.execPath, ['inspect', '--port=0', 'debugged.mjs'], { cwd: folder, timeout: 60_000 });
  let printed = '';
  const script = [
    { after: /Break on start[\s\S]*debug> $/, say: 'cont' },
    { after: /break in [\s\S]*debug> $/, say: 'exec "number " + this.thread.x' },
    { after: /number 3/, say: '.exit' },
  ];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (script.length > 0 && script[0].after.test(printed)) child.stdin.write(`${script.shift()?.say}\n`);
  });
  await once(child, 'close');
  t.match(
    printed,
    /break in dist\/chunks\/core\.js:\d+\n[\s\S]*function element\S*\(input, weight, bias\)[\s\S]*\n> ?\d+ +const \{ inChannels/,
  );
  t.match(printed, /number 3/);
});

test('the built package trains, loads with worker threads, and answers on the command line', (t) => {
  t.teardown(() => rmSync(folder, { recursive: true, force: true })); // this is the last test
  writeFileSync(
    join(folder, 'numbers.mjs'),
    'export const numbers = (length) => ({ length, get: (i) => [i, 10 * i] });',
  );
  writeFileSync(
    join(folder, 'program.mjs'),
    `import { DataLoader, F, nn, optim, tensor } from 'stridegrad';
    import { saveImage } from 'stridegrad/node';
    const net = new nn.Sequential(new nn.Linear(1, 1));
    const sgd = new optim.SGD(net.parameters(), { lr: 0.001 });
    const numbers = { module: new URL('./numbers.mjs', import.meta.url), export: 'numbers', args: [6] };
    const losses = [];
    for await (const [x, y] of new DataLoader(numbers, { batchSize: 2, numWorkers: 1 })) {
      const loss = F.mseLoss(net(x.float().reshape([-1, 1])), y.float().reshape([-1, 1]));
      loss.backward();
      sgd.step();
      losses.push(loss.item());
    }
    console.log(JSON.stringify([typeof saveImage, losses.length, tensor([-1, 2]).relu().toArray(), String(net)]));`,
  );
  const net = 'Sequential(\n  (0): Linear(in_features=1, out_features=1, bias=True)\n)';
  t.deepEqual(JSON.parse(runNode(['program.mjs'])), ['function', 3, [0, 2], net]);
  t.match(runNode(['dist/cli/main.js', 'doctor']), /^devices:\n {2}native .*\n {2}reference {6}available/);
  t.equal(runNode(['dist/cli/main.js', '--version']).trim(), JSON.parse(manifest).version);
  t.end();
});

/** The numbers of a run by the reference loop, as float32. */
function compute(kernel: Kernel<object>, run: KernelRun): Float32Array {
  const output = new Float32Array(run.length);
  computeAll(kernel, run.inputs, { ...run, dtype: 'float32' }, output);
  return output;
}

/** Where a kernel's cases first differ from what the kernel of the sources computes; undefined where they agree. */
function difference(name: string, other: (run: KernelRun) => FlatArray, most = Infinity): string | undefined {
  const known = name as keyof typeof kernels;
  for (const run of kernelCases(known)) {
    const expected = compute(kernels[known] as unknown as Kernel<object>, run);
    const actual = other(run);
    const x = expected.findIndex((value, i) => i < most && !Object.is(actual[i], value));
    if (x >= 0)
      return `output[${x}] is ${actual[x]}, but ${expected[x]} by the source; sizes ${JSON.stringify(run.sizes)}`;
  }
  return undefined;
}
