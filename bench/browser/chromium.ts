// A Chromium without a window as one process of the bench, for bench/worker.ts. Whoever is to be timed in it is a file of
// contestants/ with a function `prepare(work, mode)`, is bundled, and runs in the one page: a variant is 'tfjs webgl', say.
// Each run is one call into the page, which adds about a millisecond.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { here } from '../contestants.ts';
import type { Work } from '../work.ts';
import { type Prepared, serve } from '../workers/serve.ts';

const root = here('..');
const folder = 'out/bench/browser';
const contestants = here('browser/contestants');
const stridegrad = join(root, process.argv.includes('--source') ? 'src/index.ts' : 'dist/index.js');

/** @throws Error that says what to install. */
async function open() {
  try {
    const { closeBrowser, openBrowser } = await import('../../test/gpu/support/chromium.ts');
    const { startSite } = await import('../../test/gpu/support/site.ts');
    return { browser: await openBrowser(), closeBrowser, site: await startSite() };
  } catch (error) {
    const { message } = error as Error;
    const isMissing = message.includes('Cannot find package');
    throw new Error(isMissing ? 'Chromium is driven by: npm --prefix test/gpu/tools ci --ignore-scripts' : message);
  }
}

/** Bundles a contestant as a page would load it; gives its address. @throws Error if its package is not installed. */
async function bundle(name: string): Promise<string> {
  const file = readdirSync(contestants).find((each) => each.startsWith(`${name}.`)) ?? name;
  await build({
    absWorkingDir: root,
    entryPoints: { [name]: join(contestants, file) },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    alias: { stridegrad },
    tsconfigRaw: {}, // the `paths` there lead to the sources' types
    logLevel: 'silent',
  });
  return `/${folder}/${name}.js`;
}

mkdirSync(join(root, folder), { recursive: true });
const { browser, closeBrowser, site } = await open();
const page = await (await browser.newContext()).newPage();
await page.goto(`${site.url}/test/gpu/site/empty.html`);
const bundles = new Map<string, Promise<string>>();

async function prepare(work: Work, variant: string): Promise<Prepared | string> {
  const [library, mode] = variant.split(' ');
  try {
    const bundled = bundles.get(library) ?? bundle(library);
    bundles.set(library, bundled);
    const call = `import('${await bundled}').then(({ prepare }) => prepare(${JSON.stringify(work)}, '${mode}'))`;
    const made = await page.evaluateHandle<Prepared | string>(call);
    const found = await made.evaluate((made) => (typeof made === 'string' ? made : made.check));
    if (typeof found === 'string') return found;
    return {
      check: found,
      run: (iterations) => made.evaluate((made, count) => (made as Prepared).run(count), iterations),
    };
  } catch (error) {
    const { message } = error as Error;
    const missing = /Could not resolve "(.*?)"/.exec(message)?.[1];
    if (missing !== undefined) return `there is no ${missing}: npm --prefix bench ci --ignore-scripts`;
    return message.split('\n', 1)[0].replace('page.evaluateHandle: ', '');
  }
}

await serve({ version: browser.version() }, prepare);
await closeBrowser();
await site.close();
