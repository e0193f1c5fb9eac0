import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import { mutations, nativeMutations } from '../scripts/mutations.ts';

test('every mutation of the list still finds its place in the source, once', (t) => {
  t.ok(mutations.length >= 20, `${mutations.length} mutations`);
  for (const { mistake, file, find } of [...mutations, ...nativeMutations]) {
    const source = readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');
    t.equal(source.split(find).length - 1, 1, `${mistake}: ${file}`);
  }
  t.end();
});
