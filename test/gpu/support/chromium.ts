import { spawnSync } from 'node:child_process';
import { type Browser, chromium, type Page } from '../tools/index.ts';
import { type Site, startSite } from './site.ts';

/** What is run in a page: a function that a module exports. Arguments and result are JSON. */
export interface Call {
  /** The path of the page, from the repository's root. An empty page unless given. */
  readonly page?: string;
  /** The path of the module, from the repository's root. */
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What came of a call in a page. */
export interface Visit<Result> {
  readonly result: Result;
  /** Addresses of all that the page asked for, its workers too, without the site's own. */
  readonly requests: readonly string[];
}

const longestCall = 300_000; // milliseconds

/** A program plays the GPU, so that these tests need none. Nothing is loaded from elsewhere. */
const flags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let opened: Promise<{ browser: Browser; site: Site }> | undefined;

/** The browser and the server, started when they are first needed, for all who need them. */
function open(): Promise<{ browser: Browser; site: Site }> {
  opened ??= (async () => {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: flags });
    const site = await startSite();
    return { browser, site };
  })();
  return opened;
}

/** The browser alone, for pages that somebody else serves. */
export async function openBrowser(): Promise<Browser> {
  return (await open()).browser;
}

/** Ends the browser and the server, if they were started: whoever used them does that at last. */
export async function closeBrowser(): Promise<void> {
  const both = await opened;
  opened = undefined;
  await both?.browser.close();
  await both?.site.close();
}

/** Chromium: the environment variable STRIDEGRAD_CHROMIUM names it, or it is where commands are. */
function chromiumPath(): string {
  if (process.env.STRIDEGRAD_CHROMIUM) return process.env.STRIDEGRAD_CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  throw new Error('there is no Chromium: apt-get install chromium, or name one in STRIDEGRAD_CHROMIUM');
}

/**
 * Opens a page of its own, calls a function in it, and closes it.
 *
 * @throws Error with what the page wrote to its console, if the call or anything else in the page fails.
 */
export async function inPage<Result>({ page: path = '/test/gpu/site/empty.html', module, name, args }: Call) {
  const { browser, site } = await open();
  const context = await browser.newContext();
  const requests: string[] = [];
  const written: string[] = [];
  context.on('request', (request) => requests.push(request.url().replace(site.url, '')));
  context.on('console', (message) => written.push(`${message.type()}: ${message.text()}`));
  try {
    const page = await context.newPage();
    const failure = failureOf(page);
    const call = `import(${JSON.stringify(module)}).then((module) => module.${name}(...${JSON.stringify(args)}))`;
    const work = page.goto(site.url + path).then(() => page.evaluate(call) as Promise<Result>);
    work.catch(() => undefined); // where the failure comes first
    return { result: await Promise.race([work, failure]), requests } satisfies Visit<Result>;
  } catch (error) {
    const console = written.length === 0 ? 'nothing' : `\n  ${written.join('\n  ')}`;
    throw new Error(
      `${module}, ${name}(${args.map(shortText).join(', ')}): ${(error as Error).message}\nThe page wrote ${console}`,
    );
  } finally {
    await context.close();
  }
}

/** Is rejected as soon as the page breaks: an error that nobody catches, the end of its process, or too long a time. */
function failureOf(page: Page): Promise<never> {
  return new Promise((_, reject) => {
    page.on('crash', () => reject(new Error('the page crashed')));
    page.on('pageerror', reject);
    const timer = setTimeout(() => reject(new Error(`no answer after ${longestCall / 1000} s`)), longestCall);
    page.on('close', () => clearTimeout(timer));
  });
}

function shortText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
