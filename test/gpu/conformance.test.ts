import { join } from 'node:path';
import test from 'tape';
import { readCases } from '../conformance/readCases.ts';
import { type Report, runCases } from '../conformance/report.ts';
import { closeBrowser, conformanceInPage } from './support/conformance.ts';
import { root } from './support/site.ts';
import { provideWebGpu } from './support/webGpuInNode.ts';

// PyTorch's values and gradients by gpu.js: in Chromium by the built package, in Node by the sources. A mode that both
// have runs here in Node alone, which takes less time; --browser of npm run conformance runs it in a page.

test.onFinish(closeBrowser);

const cases = await readCases(join(root, 'test/conformance/torch_cases.jsonl.gz'));

/** Asserts that every case passes that an operation is there for; on no device are there more. */
async function hasPyTorchsValues(t: test.Test, { passed, failures, notRun }: Report): Promise<void> {
  const elsewhere = await runCases(
    cases.filter(({ id }) => notRun.some((left) => left.id === id)),
    'reference',
  );
  t.equal(elsewhere.unsupported, notRun.length, 'what is not run here is run nowhere');
  t.deepEqual(failures, []);
  t.equal(passed, cases.length - notRun.length, `${passed} cases pass`);
}

for (const device of ['gpu:webgl2']) {
  test(`${device} has PyTorch’s values and gradients in a page`, async (t) => {
    await hasPyTorchsValues(t, await conformanceInPage(cases, device));
  });
}

for (const device of ['gpu:webgpu', 'gpu:webasm']) {
  test(`${device} has PyTorch’s values and gradients in Node`, async (t) => {
    if (device === 'gpu:webgpu') await provideWebGpu();
    await hasPyTorchsValues(t, await runCases(cases, device));
  });
}
