import fc from 'fast-check';
import test from 'tape';
import { traceKeys } from '../../src/cli/step/help.ts';
import { screenOf } from '../../src/cli/step/screen.ts';
import { traceWay } from '../../src/cli/step/traceWay.ts';
import { after, type Key, namedPlace, placeOf, startOf, tick, type Walk } from '../../src/cli/step/walk.ts';
import { widthOf, written } from '../../src/explain/text/line.ts';
import { ones, trace } from '../../src/index.ts';

const ways = [
  { name: 'forward', shape: [1, 2, 3, 4] },
  { name: 'input', shape: [1, 1, 5, 6] },
  { name: 'bias', shape: [2] },
];
const press = (walk: Walk, ...keys: readonly (string | Key)[]): Walk =>
  keys.reduce<Walk>((now, key) => after(now, typeof key === 'string' ? keyOf(key) : key, ways), walk);
const start = startOf(ways);

/** What readline says of a key: a letter, or a name such as 'right'. */
function keyOf(text: string): Key {
  return text.length === 1 ? { name: text.toLowerCase(), sequence: text } : { name: text };
}

const keyNames = ['n', 'b', 'right', 'left', 'up', 'down', 'pageup', 'pagedown', 'home', 'end', 'space', 'c', 'C', 'f', 'F', 'j', '1', ',', 'return', 'escape', 'backspace', '?', '+', '-', 'x', 'tick']; // biome-ignore format: a list
const keys = fc.array(fc.constantFrom(...keyNames), { maxLength: 30 });
const walked = keys.map((names) => press(start, ...names));

test('whatever is pressed, one stands at a step that exists, of a way that exists', (t) => {
  fc.assert(
    fc.property(
      walked,
      ({ way, places }) =>
        places.every((place, i) => place >= 0 && place < ways[i].shape.reduce((count, size) => count * size, 1)) &&
        way >= 0 &&
        way < ways.length,
    ),
  );
  t.end();
});

test('back after next, left after right, and up after down lead to where one was', (t) => {
  const pairs = [['n', 'b'], ['right', 'left'], ['down', 'up'], ['pagedown', 'pageup'], ['c', 'C'], ['f', 'F']]; // biome-ignore format: pairs
  fc.assert(
    fc.property(walked, fc.constantFrom(...pairs), (walk, [there, back]) => {
      const here = { ...walk, asked: undefined, showsHelp: false, isPlaying: false, message: '', plane: 3 };
      const moved = press(here, there);
      const isStuck = moved.message !== '';
      if (isStuck) return placeOf(moved) === placeOf(here);
      const returned = press(moved, back);
      const same = there === 'f' ? { ...returned, plane: 3 } : returned;
      return JSON.stringify(same) === JSON.stringify(here) && JSON.stringify(moved) !== JSON.stringify(here);
    }),
  );
  t.end();
});

test('home and end, rows and planes', (t) => {
  t.equal(placeOf(press(start, 'end')), 23);
  t.equal(placeOf(press(start, 'end', 'home')), 0);
  t.equal(placeOf(press(start, 'down', 'down')), 8);
  t.equal(placeOf(press(start, 'n', 'pagedown')), 13);
  t.equal(press(start, 'down', 'down', 'down').message, 'nothing lies beyond this one');
  t.equal(press(start, 'b').message, 'this is the first step');
  t.equal(press(start, 'end', 'n').message, 'this is the last step');
  t.equal(press(start, 'end', 'n', 'b').message, '', 'the next key clears it');
  t.equal(press(startOf(ways, 2), 'down').message, 'there is one row only');
  t.end();
});

test('a jump goes to a step as it is counted on the screen, or to a cell; else it says what there is', (t) => {
  const jump = (text: string) => press(start, 'j', ...text, 'return');
  t.equal(placeOf(jump('7')), 6);
  t.equal(placeOf(jump('0,1,2,3')), 23);
  t.equal(placeOf(press(start, 'pagedown', 'j', ...'1,2', 'return')), 12 + 4 + 2, 'in this plane');
  t.equal(jump('99').message, 'there is no step 99: 1 to 24');
  t.equal(jump('0').message, 'there is no step 0: 1 to 24');
  t.equal(jump('3,0').message, 'there is no cell 3,0: cells go to 0,1,2,3');
  t.equal(jump('1-').message, "'1-' is no step and no cell: 7, or 0,0,1,2");
  t.equal(press(start, 'j', '7', 'escape').asked, undefined);
  t.equal(placeOf(press(start, 'j', '7', 'backspace', '3', 'return')), 2);
  t.equal(press(start, 'j', 'q').isOver, false, 'letters are no answer');
  fc.assert(
    fc.property(fc.nat(23), fc.nat(23), (place, here) => {
      const index = [0, Math.floor(place / 12), Math.floor(place / 4) % 3, place % 4];
      return (
        namedPlace(String(place + 1), ways[0].shape, here) === place &&
        namedPlace(index.join(), ways[0].shape, here) === place
      );
    }),
  );
  t.end();
});

test('playing goes on by itself to the last step; a step by hand stops it', (t) => {
  const playing = press(start, 'space');
  t.ok(playing.isPlaying);
  t.equal(placeOf(press(playing, tick, tick)), 2);
  t.equal(placeOf(press(start, tick)), 0, 'time passes, and nobody plays');
  t.notOk(press(playing, tick, 'n').isPlaying);
  const ended = press(playing, ...Array.from({ length: 40 }, () => tick));
  t.equal(placeOf(ended), 23);
  t.notOk(ended.isPlaying);
  t.equal(press(start, '+').speed, 4);
  t.equal(press(start, '-', '-', '-').speed, 0.5);
  t.end();
});

test('each way keeps its place, and Ctrl-C leaves whatever is open', (t) => {
  const there = press(start, 'n', 'n', 'f', 'n');
  t.deepEqual([there.way, there.places], [1, [2, 1, 0]]);
  t.equal(placeOf(press(there, 'F')), 2);
  t.ok(press(start, 'q').isOver);
  for (const opened of ['j', '?', 'space']) {
    t.ok(press(start, opened, { name: 'c', ctrl: true }).isOver, opened);
  }
  t.notOk(press(start, '?', 'n').showsHelp, 'any key closes the help');
  t.end();
});

test('a screen has exactly the rows of the terminal and never more than its columns, however small', (t) => {
  const made = trace.conv2d(ones([1, 3, 9, 9]), ones([2, 3, 3, 3]), ones([2]), { padding: 1, stride: 2 });
  const shown = {
    call: 'conv2d(input [1, 3, 9, 9], weight [2, 3, 3, 3], bias [2], { stride: 2, padding: 1 }) → [1, 2, 5, 5]',
    about: 'ones everywhere, so that every sum counts the cells under the window',
    ways: [traceWay('forward', made), ...Object.entries(made.backward()).map(([name, each]) => traceWay(name, each))],
    keys: traceKeys(true),
  };
  const size = fc.record({ columns: fc.integer({ min: 1, max: 140 }), rows: fc.integer({ min: 1, max: 50 }) });
  fc.assert(
    fc.property(size, keys, (terminal, names) => {
      const walk = names.reduce((now, name) => after(now, keyOf(name), shown.ways), startOf(shown.ways));
      const lines = screenOf(walk, shown, terminal);
      const isShown = terminal.columns < 40 || terminal.rows < 15 || walk.showsHelp;
      const said = lines.map((line) => written(line, false)).join('\n');
      return (
        lines.length === terminal.rows &&
        lines.every((line) => widthOf(line) <= terminal.columns) &&
        (isShown || /step \d+ of \d+/.test(said))
      );
    }),
    { numRuns: 60, examples: [[{ columns: 80, rows: 24 }, ['C']]] }, // backwards from the first plane to the last
  );
  t.end();
});
