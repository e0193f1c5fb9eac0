import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

// gpu.js for those who use the built package (decision 090): one ES module that device('gpu') loads, in Node and in
// browsers alike, so that nobody has to install gpu.js and the 84 MB that it brings.

const { resolve } = createRequire(import.meta.url);
const folderOf = (name: string) => dirname(resolve(`${name}/package.json`));
const textOf = (name: string, file: string) => readFileSync(join(folderOf(name), file), 'utf8');

/** Gives `require` to the modules that gpu.js asks for in Node. A browser has none, and gpu.js goes on without them. */
const banner = `/*! gpu.js ${JSON.parse(textOf('gpu.js', 'package.json')).version}: see THIRD-PARTY.txt */
const require = globalThis.process?.getBuiltinModule?.('module').createRequire(import.meta.url);`;

/** Writes gpujs.js into a folder, and THIRD-PARTY.txt with the licences of what it contains. */
export async function writeGpuJs(folder: string): Promise<void> {
  await build({
    entryPoints: [join(folderOf('gpu.js'), 'src/index.js')], // dist/ puts itself in the place of the browser's own GPU
    outfile: join(folder, 'gpujs.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['gl', 'os', 'worker_threads'],
    banner: { js: banner },
    legalComments: 'none', // the licences are in a file of their own
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), `gpujs.js contains the packages below.\n${licences().join('\n')}`);
}

function licences(): string[] {
  const texts = ['gpu.js', 'acorn', 'gpu-mock.js'].map((name) => [name, textOf(name, 'LICENSE')]);
  const wiretap = /ORIGINAL LICENSE\n([\s\S]*?)\*\//.exec(textOf('gpu.js', 'src/vendor/gl-wiretap.js'));
  if (wiretap === null) throw new Error('gl-wiretap.js in gpu.js has no licence where it had one');
  texts.push(['gl-wiretap, which is part of gpu.js', wiretap[1].replace(/^ \* ?/gm, '')]);
  return texts.map(([name, text]) => `\n=== ${name}\n\n${text.trim()}\n`);
}
