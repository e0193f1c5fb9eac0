import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import { wovenPage } from '../support/page.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const isUpdated = process.env.UPDATE_PAGES !== undefined;
const pages = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

// `npm run pages` rewrites them.
for (const path of pages) {
  test(`${path} shows what its programs print and its sources say`, async (t) => {
    const page = readFileSync(join(root, path), 'utf8');
    const woven = await wovenPage(path);
    if (isUpdated) writeFileSync(join(root, path), woven);
    const [actual, expected] = [page.split('\n'), woven.split('\n')];
    const different = expected.findIndex((line, i) => line !== actual[i]);
    const line = isUpdated || (different < 0 && actual.length === expected.length) ? -1 : different;
    t.equal(line < 0 ? '' : `line ${line + 1}: ${actual[line]}`, line < 0 ? '' : `line ${line + 1}: ${expected[line]}`);
    t.end();
  });
}
