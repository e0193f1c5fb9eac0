import type { Bench, Case } from '../bench.ts';
import type { Row } from '../rows.ts';

/** A part of the bench that can be asked for by name. */
export interface Group {
  readonly name: string;
  /** Above its first column. */
  readonly title: string;
  /** Measures its cases, those of them that `bench.wants`. */
  run(bench: Bench): Promise<Row[]>;
}

/** A group that is a list of cases; `after` may add rows that follow from them. */
export function groupOf(
  name: string,
  title: string,
  cases: readonly Case[],
  after: (bench: Bench, rows: readonly Row[]) => Promise<Row[]> = async () => [],
): Group {
  return {
    name,
    title,
    async run(bench) {
      const rows: Row[] = [];
      for (const each of cases) {
        if (bench.wants(each.name, each.threads)) rows.push(await bench.measure(name, each));
      }
      return [...rows, ...(await after(bench, rows))];
    },
  };
}
