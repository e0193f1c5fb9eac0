import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page gets memory that threads share, and so WebAssembly its threads, only if it is isolated by these headers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The dev server takes the library's sources: what is changed there is seen at the next reload. */
const sources = {
  alias: { stridegrad: `${root}src/index.ts` },
  conditions: ['stridegrad-source', 'module', 'browser', 'development|production'],
};

/** A built page takes the built library, which has the kernels' texts in it: a minifier rewrites functions. */
const built = { alias: { stridegrad: `${root}dist/index.js` } };

// biome-ignore lint/style/noDefaultExport: vite reads the default export
export default defineConfig(({ command }) => ({
  base: './', // the built page may lie in any folder
  resolve: command === 'serve' ? sources : built,
  server: { headers: isolation, fs: { allow: [root] } },
  preview: { headers: isolation },
  worker: { format: 'es' },
  optimizeDeps: { include: ['fast-png', 'gpu.js', 'uplot'] }, // found late by itself, and then the page reloads
}));
