import type { Bench, Case } from '../bench.ts';
import { bestGpu, type GpuRow } from '../rows.ts';

/** Measures cases, those of them that are wanted, for a table about the gpu devices. Ratios are about the quickest. */
export async function measureGpu(bench: Bench, group: string, cases: readonly Case[]): Promise<GpuRow[]> {
  const rows: GpuRow[] = [];
  for (const each of cases) {
    if (!bench.wants(each.name)) continue;
    const row = await bench.measure(group, { threads: 0, ...each }); // as many as they take by themselves
    rows.push({ ...row, kind: 'gpu', ours: bestGpu(row)?.contestant ?? 'reference' });
  }
  return rows;
}
