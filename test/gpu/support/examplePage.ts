import { spawn } from 'node:child_process';
import test from 'tape';
import type { BrowserContext, Page } from '../tools/index.ts';
import { openBrowser } from './chromium.ts';
import { root } from './site.ts';

const longestStart = 120_000; // milliseconds; the first time its packages are installed

let started: Promise<string> | undefined;

/** The address of the page in examples/browser. Its server is started as a user would start it, once for all tests. */
function address(): Promise<string> {
  started ??= new Promise((resolve, reject) => {
    // A group of its own: npm does not pass the end on to those that it started.
    const env = { ...process.env, NO_COLOR: '1' };
    const server = spawn('npm', ['run', 'browser'], { cwd: root, detached: true, env });
    const end = () => server.pid !== undefined && server.exitCode === null && process.kill(-server.pid);
    process.once('exit', end);
    test.onFinish(end);

    let said = '';
    const refuse = (why: string) => reject(new Error(`npm run browser ${why}. It said:\n${said}`));
    const timer = setTimeout(() => refuse('gave no address'), longestStart);
    server.on('exit', () => refuse('came to an end'));
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (text) => {
        said += text;
        const [, url] = /Local:\s+(http:\S+)/.exec(said) ?? [];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
    }
  });
  return started;
}

/** Opens the page, waits until it knows the devices, lets `use` use it, and closes it. */
export async function withExamplePage(
  use: (page: Page) => Promise<void>,
  prepare: (context: BrowserContext) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const [url, browser] = await Promise.all([address(), openBrowser()]);
  const context = await browser.newContext();
  try {
    await prepare(context);
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('input[value=reference]:enabled').waitFor();
    await use(page);
  } finally {
    await context.close();
  }
}
