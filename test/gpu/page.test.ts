import test from 'tape';
import { toRecords } from '../../src/data/cifar10/format.ts';
import { drawnCifar10 } from '../../src/data/index.ts';
import { closeBrowser } from './support/chromium.ts';
import { withExamplePage } from './support/examplePage.ts';
import type { Page } from './tools/index.ts';

// The page in examples/browser, used as somebody would use it.

test.onFinish(closeBrowser);

/** A file of CIFAR-10's form, with drawn pictures in it. */
function binFile(name: string, images: number, seed: number) {
  const buffer = Buffer.from(toRecords(drawnCifar10({ images, seed }).data));
  return { name, mimeType: 'application/octet-stream', buffer };
}

const training = binFile('data_batch_1.bin', 640, 0);
const heldOut = binFile('test_batch.bin', 100, 1);

const textOf = async (page: Page, id: string) => (await page.locator(`#${id}`).textContent()) ?? '';
const stepOf = async (page: Page) => Number.parseInt(await textOf(page, 'step'), 10);

/** Waits until the status line says so. */
const untilStatus = (page: Page, text: string) => page.locator('#status', { hasText: text }).waitFor();

/** Writes down what the status line says from now on. @returns a function that reads it. */
async function recordStatus(page: Page): Promise<() => Promise<string[]>> {
  const list = await page.evaluateHandle(() => {
    const seen: string[] = [];
    const line = document.querySelector('#status') as Element;
    new MutationObserver(() => seen.push(line.textContent ?? '')).observe(line, { childList: true });
    return seen;
  });
  return () => list.jsonValue();
}

async function startOn(page: Page, device: string): Promise<void> {
  await page.getByLabel(device).check();
  await page.getByRole('button', { name: 'Start' }).click();
}

/** Drops a file on the page, as a file manager does. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, bytes]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], name));
      return transfer;
    },
    [name, [...bytes]] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('the page trains on WebAssembly: the loss falls, and it says what it sees in each picture', async (t) => {
  await withExamplePage(async (page) => {
    await page.getByLabel('.bin files').setInputFiles([training, heldOut]);
    await page.getByText('640 photographs to learn from, 100 held out').waitFor();
    await page.getByLabel('Learning rate').fill('0.03');
    await page.getByLabel('Epochs').fill('2');
    const statuses = await recordStatus(page);
    await startOn(page, 'WebAssembly');
    await untilStatus(page, 'Finished');

    const said = (await statuses()).map((status) => status.split(' ')[0].replace(/\W/, ''));
    const epoch = ['Training', 'Examining'];
    t.deepEqual(said, ['Getting', 'Warming', ...epoch, ...epoch, 'Finished'], 'it says what it does');
    t.equal(await textOf(page, 'step'), '40 of 40');
    const losses = await page.locator('#epochRows td:nth-of-type(1)').allTextContents();
    t.equal(losses.length, 2, 'a row for each epoch');
    t.ok(Number(losses[1]) < Number(losses[0]) - 0.3, `the mean loss of an epoch falls: ${losses}`);
    t.ok(Number.parseFloat(await textOf(page, 'accuracy')) > 20, 'it knows more of the held-out ones than guessing');
    t.ok(Number.parseFloat(await textOf(page, 'speed')) > 0, 'the speed is told');
    const curve = (await page.locator('#chart').getAttribute('aria-label')) ?? '';
    t.match(curve, /^Loss curve: from 2\.3\d to 1\.\d+ in 40 steps$/);

    const pictures = page.locator('#pictures > li');
    t.equal(await pictures.count(), 10, 'a picture of each class');
    for (const answer of await pictures.first().locator('li').allTextContents()) {
      t.match(answer, /^(airplane|automobile|bird|cat|deer|dog|frog|horse|ship|truck)(< )?\d+ %$/);
    }
    t.equal(await pictures.locator('li').count(), 30, 'with three answers each');
  });
  t.end();
});

test('a pause holds the steps, resume goes on, and stop ends at once', async (t) => {
  await withExamplePage(async (page) => {
    await startOn(page, 'WebAssembly');
    await untilStatus(page, 'Training');
    await page.getByRole('button', { name: 'Pause' }).click();
    await untilStatus(page, 'Paused');
    const paused = await stepOf(page);
    await page.waitForTimeout(1000);
    t.equal(await stepOf(page), paused, 'no step in a pause');

    await page.getByRole('button', { name: 'Resume' }).click();
    await page.waitForFunction(
      (before) => Number.parseInt(document.querySelector('#step')?.textContent ?? '', 10) > before,
      paused,
    );
    await page.getByRole('button', { name: 'Stop' }).click();
    t.match(await textOf(page, 'status'), /^Stopped/);
    const stopped = await stepOf(page);
    await page.waitForTimeout(1000);
    t.equal(await stepOf(page), stopped, 'no step after a stop');
    t.ok(await page.getByLabel('Batch size').isEnabled(), 'and one may choose anew');
  });
  t.end();
});

test('a file that is dropped and is not of CIFAR-10 is refused with a reason', async (t) => {
  await withExamplePage(async (page) => {
    const refusals: readonly [name: string, bytes: Buffer, reason: RegExp][] = [
      ['holiday.jpg', training.buffer, /“holiday\.jpg” is not a file of CIFAR-10’s binary version.*data_batch_1\.bin/],
      ['data_batch_2.bin', training.buffer.subarray(0, 5000), /data_batch_2\.bin: a file of 5000 bytes .*3073 bytes/],
      ['data_batch_3.bin', Buffer.alloc(3073, 99), /data_batch_3\.bin: picture 0 is of class 99, but there are 10/],
      ['test_batch.bin', heldOut.buffer, /test pictures only\. Add at least one of data_batch_1\.bin/],
    ];
    for (const [name, bytes, reason] of refusals) {
      await drop(page, name, bytes);
      const message = page.locator('#filesError', { hasText: reason });
      await message.waitFor({ timeout: 5000 }).catch(() => undefined); // what it says instead is shown below
      t.match(await textOf(page, 'filesError'), reason);
    }
    await drop(page, 'data_batch_1.bin', training.buffer);
    await page.getByText('640 photographs to learn from, 64 of them held out').waitFor();
    t.equal(await page.locator('#filesError').isVisible(), false, 'and the message goes when it is mended');
  });
  t.end();
});

test('steps that are too long end in a message, and the page goes on', async (t) => {
  await withExamplePage(async (page) => {
    await page.getByLabel('Learning rate').fill('10');
    await startOn(page, 'WebAssembly');
    await page.locator('#failure').waitFor();
    t.match(await textOf(page, 'failure'), /^The loss is \S+ at step \d+: .* Try a learning rate below 10\.$/);
    await page.getByLabel('Learning rate').fill('0.01');
    await page.getByRole('button', { name: 'Start' }).click();
    await untilStatus(page, 'Training');
    t.equal(await page.locator('#failure').isVisible(), false, 'the message is gone');
  });
  t.end();
});

test('a device that the browser lacks cannot be chosen, and the page says why', async (t) => {
  const withoutWebGpu = 'delete WorkerNavigator.prototype.gpu;\n';
  await withExamplePage(
    async (page) => {
      t.ok(await page.locator('input[value="gpu:webgpu"]').isDisabled());
      t.match((await page.locator('label', { hasText: 'WebGPU' }).textContent()) ?? '', /not available: .*WebGPU/);
      t.ok(await page.locator('input[value="gpu:webasm"]').isEnabled(), 'others can');
    },
    (context) =>
      context.route('**/worker/worker.ts*', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: withoutWebGpu + (await response.text()) });
      }),
  );
  t.end();
});
