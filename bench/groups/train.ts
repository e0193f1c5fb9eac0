import type { Bench } from '../bench.ts';
import { bandwidth } from '../machine.ts';
import { onDevice, onReference, watchedNative } from '../peers/stridegrad.ts';
import { bytesMoved, workingSet } from '../roofline.ts';
import { best, type RooflineRow, type Row } from '../rows.ts';
import { groupOf } from './group.ts';

const batches = [1, 4, 64, 256];

/** A training step: zeroGrad, forward, loss, backward, SGD with momentum; the loss is read every 100 steps. */
export const train = groupOf(
  'train',
  'training step',
  [
    ...batches.map((batch) => ({ name: `batch ${batch}`, work: { kind: 'train', batch } as const })),
    {
      name: 'reference, batch 4',
      work: { kind: 'train', batch: 4 },
      threads: 1,
      ours: 'reference',
      contestants: ['reference', 'tfjs'], // both in JavaScript
    },
  ],
  async (bench, rows) => [...(await watched(bench)), ...(await afterExplain(bench)), ...(await rooflines(bench, rows))],
);

/** What it costs that the doctor looks on: at most 3 % at batch 64, and 10 µs at batch 4. */
async function watched(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const batch of [4, 64]) {
    const name = `watched, batch ${batch}`;
    if (!bench.wants(name)) continue;
    const { source = false } = bench.settings;
    const contestants = [onDevice('native', source), watchedNative(source)];
    const measure = (both: Bench) => both.measure('train', { name, work: { kind: 'train', batch }, isExact: true });
    rows.push(await bench.among({ contestants, peak: undefined }, measure));
  }
  return rows;
}

/**
 * Explaining must not slow training: it would, if it ran the kernel's own function on arrays that record reads. Where
 * loops are compiled that could not be seen, for they have functions of their own; where a debugger listens it could.
 */
async function afterExplain(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, inspected] of [
    ['reference step after explain', false],
    ['after explain, debugged', true],
  ] as const) {
    const { source = false } = bench.settings;
    const contestants = [onReference(source, { inspected }), onReference(source, { inspected, explained: true })];
    if (!bench.wants(name, 1)) continue;
    const work = { kind: 'train', batch: 4 } as const;
    const measure = (both: Bench) =>
      both.measure('train', { name, work, threads: 1, ours: 'reference', isExact: true });
    rows.push(await bench.among({ contestants, peak: undefined }, measure));
  }
  return rows;
}

/** How far each step is from what arithmetic and memory allow. */
async function rooflines(bench: Bench, rows: readonly Row[]): Promise<RooflineRow[]> {
  const { peak, threads } = bench.settings;
  const most = Math.max(...threads);
  const found: RooflineRow[] = [];
  for (const batch of batches) {
    const row = rows.find((each) => each.case === `batch ${batch}`);
    const measured = row?.kind === 'case' ? best(row, 'native')?.median : undefined;
    const flopsPerSecond = peak?.flopsPerSecond(most);
    if (row?.kind !== 'case' || row.flops === undefined || measured === undefined || flopsPerSecond === undefined)
      continue;
    const bytesPerSecond = await bandwidth(most, workingSet(batch));
    const bytes = bytesMoved(batch);
    found.push({
      kind: 'roofline',
      group: 'train',
      case: row.case,
      flops: row.flops,
      bytes,
      flopsPerSecond,
      bytesPerSecond,
      measured,
    });
  }
  return found;
}
