import fc from 'fast-check';
import test from 'tape';
import { type Pace, plan, race } from '../../bench/race.ts';

const pace: Pace = { rounds: 3, turn: 8, pause: 0, warmUp: { iterations: 4, leastSeconds: 0, mostSeconds: 1000 } };

test('contestants take turns, and each round starts with another one', async (t) => {
  const turns: string[] = [];
  const runner = (name: string) => ({
    async run(iterations: number) {
      turns.push(`${name}${iterations}`);
      return iterations;
    },
  });
  const timings = await race(['a', 'b'].map(runner), pace);

  t.deepEqual(turns.slice(0, 6), ['a1', 'a2', 'a4', 'b1', 'b2', 'b4'], 'both warm up until 4 iterations are done');
  t.deepEqual(turns.slice(6), ['a8', 'b8', 'b8', 'a8', 'a8', 'b8'], 'a second an iteration: eight fill a turn');
  t.deepEqual(timings[0], { median: 1, fastest: 1, rounds: 3, iterations: 8 });
  t.end();
});

test('a turn that was disturbed does not move the median', async (t) => {
  let run = 0;
  const disturbed = { run: async (iterations: number) => (++run === 4 ? 100 : 1) * iterations };
  const [timing] = await race([disturbed], pace); // runs 1 to 3 are the warm-up, run 4 is the first turn

  t.deepEqual([timing.median, timing.fastest, run], [1, 1, 6]);
  t.end();
});

test('who is slow warms up for a limited time', async (t) => {
  const asked: number[] = [];
  const slow = {
    async run(iterations: number) {
      asked.push(iterations);
      return 600 * iterations;
    },
  };
  await race([slow], pace);
  t.deepEqual(asked, [1, 2, 1], '600 and 1200 seconds are enough, and one turn of one iteration is all it gets');
  t.end();
});

test('a turn is filled, in whole hundreds of iterations where there are many', (t) => {
  t.deepEqual(plan(0.5, { rounds: 5, turn: 1 }), { iterations: 2, rounds: 5 });
  t.deepEqual(plan(0.004, { rounds: 5, turn: 1 }), { iterations: 300, rounds: 5 });
  t.deepEqual(plan(4, { rounds: 5, turn: 1 }), { iterations: 1, rounds: 3 }, 'three times its share is 15 seconds');
  t.end();
});

test('nobody is left without a turn, and nobody takes more than three times his share', (t) => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), fc.integer({ min: 1, max: 20 }), (seconds, rounds) => {
      const planned = plan(seconds, { rounds, turn: 0.1 });
      const total = planned.rounds * planned.iterations * seconds;
      return (
        planned.rounds >= 1 && planned.iterations >= 1 && (planned.rounds === 1 || total <= 3 * rounds * 0.1 + 1e-9)
      );
    }),
  );
  t.pass('whatever an iteration takes');
  t.end();
});
