import type { Bench } from '../bench.ts';
import { runProgram } from '../machine.ts';
import type { LadderRow } from '../rows.ts';
import type { Group } from './group.ts';

/** What bench/native/ladder.cpp prints. Times are in seconds. */
interface Printed {
  readonly size: number;
  readonly steps: readonly { name: string; threads: number; seconds: number; difference: number }[];
}

/**
 * From the naive triple loop to the product that the addon computes, each step a few lines of bench/native/ladder.cpp.
 * docs/performance.md climbs it.
 */
export const ladder: Group = {
  name: 'ladder',
  title: 'from the triple loop to the product',
  async run({ settings: { peak, quick, only, threads: counts, say }, disagreements }: Bench): Promise<LadderRow[]> {
    if (peak === undefined) return []; // the programs could not be built, as was said
    const size = quick ? 256 : 512;
    say(`ladder: ${size}³, from the bottom`);
    const { steps } = await runProgram<Printed>('ladder', [size, quick ? 1 : 9]);
    const flops = 2 * size ** 3;
    const rows: LadderRow[] = [];
    for (const [i, { name, threads, seconds, difference }] of steps.entries()) {
      // The numbers are multiples of 1/256: every sum is exact, whatever its order.
      if (difference !== 0) disagreements.push(`ladder, ${name}: differs by ${difference} from the definition`);
      const title = `${size}³, ${name}`;
      if (!title.includes(only) || !counts.includes(threads)) continue;
      const below = steps.slice(0, i).findLast((step) => step.threads === threads) ?? steps[i - 1];
      await peak.measure(threads);
      const most = peak.flopsPerSecond(threads);
      rows.push({
        ...{ kind: 'ladder', group: 'ladder', case: title, threads, flops, seconds },
        ...(most !== undefined && { peak: most }),
        ...(below !== undefined && { before: below.seconds }),
      });
    }
    return rows;
  },
};
