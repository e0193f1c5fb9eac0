import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import test from 'tape';
import { recordingKeys } from '../../src/cli/step/help.ts';
import { recordingWay } from '../../src/cli/step/recordingWay.ts';
import { screenOf } from '../../src/cli/step/screen.ts';
import { step } from '../../src/cli/step/step.ts';
import { after, type Key, placeOf, startOf, type Walk } from '../../src/cli/step/walk.ts';
import { widthOf, written } from '../../src/explain/text/line.ts';
import { type Frame, ones, optim, recordStep, replay, tensor } from '../../src/index.ts';

/** A training step with an array too large to be kept, one that is kept, and an update. */
function smallRecording() {
  const w = tensor([0.5, 2], { requiresGrad: true });
  const optimizer = new optim.SGD([w], { lr: 0.1, momentum: 0.9 });
  return recordStep(
    () => {
      optimizer.zeroGrad();
      w.mul(ones([300, 2]))
        .sum()
        .backward();
      optimizer.step();
    },
    { names: { w } },
  );
}

const film = replay(smallRecording());
const shown = { call: 'step.json', about: 'a training step', ways: [recordingWay(film)], keys: recordingKeys };
const start = startOf(shown.ways);
const press = (walk: Walk, ...names: readonly string[]) =>
  names.reduce((now, name) => after(now, keyOf(name), shown.ways), walk);

function keyOf(text: string): Key {
  return text.length === 1 ? { name: text, sequence: text } : { name: text };
}

/** A file with these contents, and what the command prints of it. */
async function printed(contents: string, options = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stridegrad-recording-'));
  let text = '';
  const stdout = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  try {
    const path = join(folder, 'step.json');
    writeFileSync(path, contents);
    await step(['--recording', path, ...options.split(' ').filter((word) => word !== '')], {
      stdin: {},
      stdout,
      env: {},
    });
    return text.replaceAll(path, 'step.json');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a recording is printed frame by frame, from the one that is asked for', async (t) => {
  const contents = JSON.stringify(smallRecording());
  const whole = await printed(contents, '--print');
  t.match(whole, /^step\.json\na training step: \d+ forward, \d+ backward, 1 update\n\nforward #\d+ /);
  const titles = Array.from({ length: film.length }, (_, i) => film.frame(i).title.replace(/#\d+/, ''));
  t.deepEqual(
    [...whole.matchAll(/^(.*\S) +\d+ of \d+$/gm)].map(([, title]) => title.replace(/#\d+/, '')),
    titles,
    'every frame once, in order',
  );
  const last = await printed(contents, `--at ${film.length}`);
  t.match(last, /\n\nupdate w +(\d+) of \1\n/);
  t.match(last, /\[0\]: w ← 0\.5 − 0\.1·300 = -29\.5\n$/);
  t.ok((await printed(contents, '--width 40')).split('\n').every((line) => line.length <= 40));
  t.end();
});

test('--json gives a frame a line', async (t) => {
  const recording = smallRecording();
  const lines = (await printed(JSON.stringify(recording), '--json')).trimEnd().split('\n');
  const frames = replay(recording);
  t.deepEqual(
    lines.map((line) => JSON.parse(line) as Frame),
    Array.from({ length: frames.length }, (_, i) => JSON.parse(JSON.stringify(frames.frame(i))) as Frame),
  );
  t.equal((await printed(JSON.stringify(recording), '--json --at 2 --steps 1')).match(/"index":1,/g)?.length, 1);
  t.end();
});

test('a file that is no recording is told in a line', async (t) => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['\n\u001b[2J', '', /no recording: this is not JSON/],
    ['{}', '', /it has no "format"/],
    [JSON.stringify({ ...smallRecording(), events: [] }), '', /has no steps: nothing happened while it was recorded$/],
    [JSON.stringify(smallRecording()), 'conv2d', /^step: --recording has its own operations, but is given conv2d$/],
    [
      JSON.stringify(smallRecording()),
      '--stride 2',
      /^step --recording: unknown option "stride"; it knows recording, /,
    ],
    [JSON.stringify(smallRecording()), '--at 99', new RegExp(`there is no step 99: 1 to ${film.length}$`)],
  ];
  for (const [contents, options, expected] of cases) {
    const message = await printed(contents, options).catch((error: Error) => error.message);
    t.match(message, expected);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be kept out
    t.notOk(/[\u0000-\u001f]/.test(message), 'in one line that cannot steer the terminal');
  }
  const nothing = await step(['--recording', 'nothing.json']).catch((error: Error) => error.message);
  t.match(String(nothing), /^step --recording: there is no file nothing\.json\. 'saveRecording/);
  t.end();
});

test('f leads from an operation to where its gradient goes back, and from there to the operation', (t) => {
  const operations = Array.from({ length: film.length }, (_, i) => film.frame(i)).filter(
    ({ event }) => event.kind === 'forward',
  );
  t.ok(operations.length >= 2);
  for (const { index, title } of operations) {
    const there = press({ ...start, places: [index] }, 'f');
    t.equal(film.frame(placeOf(there)).title, title.replace('forward', 'backward'));
    t.equal(placeOf(press(there, 'f')), index);
  }
  t.equal(press(start, 'end', 'f').message, 'this has no other direction');
  t.equal(placeOf(press(start, 'j', '3', 'return')), 2);
  t.end();
});

test('a screen of a recording fits the terminal, and back after next is the same screen', (t) => {
  const size = fc.record({ columns: fc.integer({ min: 40, max: 120 }), rows: fc.integer({ min: 8, max: 50 }) });
  fc.assert(
    fc.property(size, fc.nat(film.length - 2), (terminal, place) => {
      const screen = (walk: Walk) => screenOf(walk, shown, terminal);
      const here = { ...start, places: [place] };
      const next = press(here, 'n');
      const text = screen(here).map((line) => written(line, false));
      return (
        [here, next, press(here, '?')].every(
          (walk) =>
            screen(walk).length === terminal.rows && screen(walk).every((line) => widthOf(line) <= terminal.columns),
        ) &&
        text.join('\n').includes(`step ${place + 1} of ${film.length}`) &&
        screen(next)
          .map((line) => written(line, false))
          .join() !== text.join() &&
        JSON.stringify(screen(press(next, 'b'))) === JSON.stringify(screen(here))
      );
    }),
    { numRuns: 60 },
  );
  t.end();
});
