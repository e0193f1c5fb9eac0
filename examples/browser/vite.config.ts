import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page gets memory that threads share, and so WebAssembly its threads, only if it is isolated by these headers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// biome-ignore lint/style/noDefaultExport: vite reads the default export
export default defineConfig({
  base: './', // the built page may lie in any folder
  resolve: {
    // The library's sources themselves: what is changed there is seen here at the next reload.
    alias: { stridegrad: `${root}src/index.ts` },
    conditions: ['stridegrad-source', 'module', 'browser', 'development|production'],
  },
  server: { headers: isolation, fs: { allow: [root] } },
  preview: { headers: isolation },
  worker: { format: 'es' },
  optimizeDeps: { include: ['fast-png', 'gpu.js', 'uplot'] }, // found late by itself, and then the page reloads
});
