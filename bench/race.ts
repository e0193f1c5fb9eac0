import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './statistics.ts';

/** One of those who take turns. */
export interface Runner {
  /** Does the work so many times; gives the seconds it took. */
  run(iterations: number): Promise<number>;
}

/** How long and how often is measured. */
export interface Pace {
  /** Turns that each takes. */
  readonly rounds: number;
  /** Seconds that a turn should last. */
  readonly turn: number;
  /** Seconds of silence before a turn, so that the threads of the one before have gone to sleep. */
  readonly pause: number;
  /** Each warms up for at least so many iterations and seconds, and ends when the most seconds are over. */
  readonly warmUp: { readonly iterations: number; readonly leastSeconds: number; readonly mostSeconds: number };
}

/** What a runner's turns gave, in seconds an iteration. */
export interface Timing {
  readonly median: number;
  readonly fastest: number;
  readonly rounds: number;
  /** In each round. */
  readonly iterations: number;
}

/**
 * Lets the runners take turns, each round starting with another one, and gives the median of each: whatever slows the
 * machine for a while slows all of them. A runner whose single iteration outlasts several turns takes fewer of them.
 */
export async function race(runners: readonly Runner[], pace: Pace): Promise<Timing[]> {
  const plans: { iterations: number; rounds: number }[] = [];
  for (const runner of runners) plans.push(plan(await warmUp(runner, pace.warmUp), pace));
  const taken: number[][] = runners.map(() => []);
  for (let round = 0; round < pace.rounds; round++) {
    for (let turn = 0; turn < runners.length; turn++) {
      const who = (round + turn) % runners.length;
      const { iterations, rounds } = plans[who];
      if (taken[who].length >= rounds) continue;
      await sleep(pace.pause * 1000);
      taken[who].push((await runners[who].run(iterations)) / iterations);
    }
  }
  return taken.map((seconds, who) => ({
    median: median(seconds),
    fastest: Math.min(...seconds),
    rounds: seconds.length,
    iterations: plans[who].iterations,
  }));
}

/** Runs once, twice, four times … and gives the seconds of an iteration in the last run. */
async function warmUp(runner: Runner, limit: Pace['warmUp']): Promise<number> {
  let done = 0;
  let spent = 0;
  for (let iterations = 1; ; iterations *= 2) {
    const seconds = await runner.run(iterations);
    done += iterations;
    spent += seconds;
    const isWarm = done >= limit.iterations && spent >= limit.leastSeconds;
    if (isWarm || spent >= limit.mostSeconds) return seconds / iterations;
  }
}

/** Iterations that fill a turn; in whole hundreds where they are many, since the loss is read every 100 steps. */
export function plan(
  secondsEach: number,
  { rounds, turn }: Pick<Pace, 'rounds' | 'turn'>,
): { iterations: number; rounds: number } {
  const fitting = Math.max(1, Math.round(turn / secondsEach));
  const iterations = fitting < 100 ? fitting : Math.round(fitting / 100) * 100;
  const affordable = Math.floor((3 * rounds * turn) / (iterations * secondsEach)); // at most three times its share
  return { iterations, rounds: Math.max(1, Math.min(rounds, affordable)) };
}
