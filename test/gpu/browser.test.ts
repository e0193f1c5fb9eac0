import test from 'tape';
import { closeBrowser, inPage } from './support/chromium.ts';
import { devices, isAsInNode } from './support/training.ts';

// The built package in a page of a real browser and in a worker of it, loaded by its address.

test.onFinish(closeBrowser);

const programs = {
  train: ['/test/gpu/site/train.ts'],
  trainInWorker: ['/test/gpu/site/trainInWorker.ts', '/test/gpu/site/worker.ts', '/test/gpu/site/train.ts'],
};
const core = ['/dist/index.js', '/dist/chunks/core.js'];
const gpu = ['/dist/chunks/open.js', '/dist/chunks/translate.js', '/dist/chunks/gpujs.js'];

for (const device of devices) {
  for (const [name, files] of Object.entries(programs)) {
    test(`${device}: ${name} in a page needs the built files and no others`, async (t) => {
      const { result, requests } = await inPage<number[]>({ module: files[0], name, args: [device] });
      isAsInNode(t, result, device);
      const expected = ['/test/gpu/site/empty.html', ...files, ...core, ...(device === 'reference' ? [] : gpu)];
      t.deepEqual(requests.filter((url) => !url.startsWith('blob:')).sort(), expected.sort());
      t.end();
    });
  }
}

test('a page that breaks is an error that shows what the page wrote', async (t) => {
  const module = '/test/gpu/site/failing.ts';
  for (const [name, said] of [
    ['throws', /thrown on purpose[\s\S]*The page wrote\s+warning: about to throw/],
    ['throwsLater', /thrown later[\s\S]*The page wrote nothing/],
  ] as const) {
    await inPage({ module, name, args: [] }).then(
      () => t.fail(`${name} must not come to an end`),
      (error: Error) => t.match(error.message, said),
    );
  }
  t.end();
});
