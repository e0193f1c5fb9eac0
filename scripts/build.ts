import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type OutputChunk, type Plugin, rollup } from '@rollup/wasm-node';
import ts from 'typescript';
import { writeGpuJs } from './bundleGpuJs.ts';
import { kernelTexts } from './kernelTexts.ts';

// Builds dist/ from src/ (npm run build). TypeScript writes the declarations, file by file, and Rollup joins the code
// into few files: to import 459 small ones takes Node 240 ms, to import the three that they become 27. All names stay,
// for kernels are compiled from their text. Comments go: they are in src/, where the source maps lead a debugger.

const root = fileURLToPath(new URL('..', import.meta.url));
const source = (entry: string) => join(root, 'src', `${entry}.ts`);

/** The files that package.json, a shell or a worker thread names. */
const entries = ['index', 'node', 'cli/main', 'data/workers/pool', 'data/workers/none', 'data/workers/worker'];

/** Takes the types out of a file, and the comments with them. */
const withoutTypes: Plugin = {
  name: 'without-types',
  transform(code, file) {
    const compilerOptions: ts.CompilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      verbatimModuleSyntax: true,
      sourceMap: true,
      removeComments: true,
    };
    const { outputText, sourceMapText = '' } = ts.transpileModule(code, { fileName: file, compilerOptions });
    return { code: outputText, map: sourceMapText };
  },
};

/** Writes '≤' as '\u2264': V8 keeps text of one-byte letters in half the memory, and Node reads it faster. */
const inAscii: Plugin = {
  name: 'in-ascii',
  renderChunk: (code) => ({
    code: code.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
    map: null, // columns move behind such a letter, lines do not
  }),
};

/** Puts the kernels' texts where gpu devices look for them, and no minifier does. */
const withKernelTexts: Plugin = {
  name: 'with-kernel-texts',
  async transform(code, file) {
    if (!file.endsWith('kernelTexts.ts')) return null;
    const empty = '= {};';
    if (!code.includes(empty)) throw new Error(`${file} has no place for the texts`);
    return { code: code.replace(empty, `= ${await kernelTexts()};`), map: null }; // on the one line that was there
  },
};

/** Takes gpu.js from where bundleGpuJs.ts writes it: in dist/, but said as if that were src/. */
const ownGpuJs: Plugin = {
  name: 'own-gpu-js',
  resolveId: (name) => (name === 'gpu.js' ? { id: join(root, 'src/chunks/gpujs.js'), external: 'relative' } : null),
};

/** Joins the code that `entries` and `more` need, and writes it into a folder. Gives what it wrote. */
export async function writeCode(folder: string, more: readonly string[] = []): Promise<OutputChunk[]> {
  const bundle = await rollup({
    input: Object.fromEntries([...entries, ...more].map((entry) => [entry, source(entry)])),
    external: (name) => !/^[./]|^gpu.js$/.test(name), // packages, Node's modules, and what package.json's `imports` choose
    plugins: [withKernelTexts, withoutTypes, ownGpuJs],
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundle.write({
    dir: folder,
    format: 'es',
    sourcemap: true,
    sourcemapExcludeSources: true, // src/ is published beside dist/
    // What the main entry needs is one file: to find, open and link another costs half a millisecond.
    manualChunks: { core: [source('index')] },
    chunkFileNames: 'chunks/[name].js',
    minifyInternalExports: false,
    hoistTransitiveImports: false,
    plugins: [inAscii],
  });
  await bundle.close();
  return output.filter((file) => file.type === 'chunk');
}

function writeDeclarations(): void {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = join(root, 'tsconfig.build.json');
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' });
  if (status !== 0) throw new Error('src/ has the type errors above');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  writeDeclarations();
  await writeCode(join(root, 'dist'));
  await writeGpuJs(join(root, 'dist/chunks'));
}
