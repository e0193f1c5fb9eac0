import test from 'tape';
import { bundleProgram, bundlers } from './support/bundle.ts';
import { closeBrowser, inPage } from './support/chromium.ts';
import { devices, isAsInNode } from './support/training.ts';

// The built package, bundled and minified: kernels are compiled from their text, so what becomes of it matters.

test.onFinish(closeBrowser);

for (const bundler of Object.keys(bundlers)) {
  test(`${bundler} makes a program of it that trains in a page on every device`, async (t) => {
    const { path, complaints } = await bundleProgram(bundler, 'bundled');
    t.deepEqual(complaints, []);
    for (const device of devices) {
      const { result, requests } = await inPage<number[]>({ module: path, name: 'train', args: [device] });
      isAsInNode(t, result, device);
      const folder = path.slice(0, path.lastIndexOf('/'));
      const others = requests.filter((url) => !url.startsWith(folder) && !url.startsWith('blob:'));
      t.deepEqual(others, ['/test/gpu/site/empty.html']);
    }
    t.end();
  });
}

test('vite sees that the program has a worker, and bundles it too', async (t) => {
  const { path } = await bundleProgram('vite', 'bundled');
  for (const device of devices) {
    const { result } = await inPage<number[]>({ module: path, name: 'trainInWorker', args: [device] });
    isAsInNode(t, result, device);
  }
  t.end();
});
