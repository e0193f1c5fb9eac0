import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as buildWithEsbuild } from 'esbuild';
import { buildWithVite, createLogger } from '../tools/index.ts';
import { root } from './site.ts';

/** What a bundler made of a program. */
export interface Bundle {
  /** The path of its main file, from the repository's root. */
  readonly path: string;
  /** What the bundler complained of, and modules that it left for the browser to find. */
  readonly complaints: readonly string[];
}

/** How a bundler makes one minified program of the files in a folder, and where: into `dist` there. */
export type Bundler = (project: string, entry: string) => Promise<readonly string[]>;

/** The most common bundlers with their own minifiers, as a user would call them. */
export const bundlers: Readonly<Record<string, Bundler>> = {
  async esbuild(project, entry) {
    const { metafile, warnings } = await buildWithEsbuild({
      absWorkingDir: project,
      entryPoints: [`${entry}.ts`],
      outdir: 'dist',
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      metafile: true,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    return [...warnings.map(({ text }) => text), ...imports.filter(({ external }) => external).map(({ path }) => path)];
  },

  async vite(project, entry) {
    const { NODE_ENV } = process.env;
    const complaints: string[] = [];
    const note = (text: string) => complaints.push(text);
    const customLogger = { ...createLogger('silent'), warn: note, warnOnce: note, error: note };
    await buildWithVite({
      root: project,
      configFile: false,
      customLogger,
      base: './',
      build: {
        minify: true,
        chunkSizeWarningLimit: 2000, // KB
        rolldownOptions: {
          input: join(project, `${entry}.ts`),
          output: { entryFileNames: '[name].js' },
          preserveEntrySignatures: 'strict',
          checks: { pluginTimings: false }, // on a slow machine it warns of that
        },
      },
      worker: { format: 'es' },
    });
    // Vite sets it for the whole process, and npm, started after that, would install no development dependencies.
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
    return complaints;
  },
};

/** Bundles a program of test/gpu/site in a project of its own, which has the built package in its node_modules. */
export async function bundleProgram(name: string, entry: string): Promise<Bundle> {
  const folder = `out/gpu/${name}`;
  const project = join(root, folder);
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(root, join(project, 'node_modules/stridegrad'), 'junction');
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  cpSync(join(root, 'test/gpu/site'), project, { recursive: true });
  return { complaints: await bundlers[name](project, entry), path: `/${folder}/dist/${entry}.js` };
}
