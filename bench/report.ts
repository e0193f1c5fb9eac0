import { layGpu } from './gpuTable.ts';
import type { CaseRow, GpuRow, LadderRow, RooflineRow, Row } from './rows.ts';
import { toJson, underTheRoof } from './rows.ts';
import { type Column, formatSeconds, layLadder, layTable, legend } from './table.ts';

/** What is said before anything is measured. */
export interface Beginning {
  readonly cpu: string;
  readonly node: string;
  readonly load: string;
  readonly quick: boolean;
}

/** What is said when all is done. */
export interface End {
  readonly load: string;
  readonly versions: Readonly<Record<string, string>>;
  /** FLOP/s by the number of threads. */
  readonly peak: Readonly<Record<string, number>> | undefined;
  readonly leftOut: Readonly<Record<string, string>>;
  readonly disagreements: readonly string[];
}

/** Prints what was measured, group by group. */
export interface Report {
  begin(beginning: Beginning): void;
  group(title: string, rows: readonly Row[]): void;
  end(end: End): void;
}

/** On stdout, for readers or as JSON, an object a line. */
export function report(json: boolean, columns: readonly Column[]): Report {
  return json ? asJson : asTable(columns);
}

const asJson: Report = {
  begin: (beginning) => console.log(JSON.stringify({ kind: 'begin', ...beginning })),
  group(_, rows) {
    for (const row of rows) console.log(JSON.stringify(toJson(row)));
  },
  end: (end) => console.log(JSON.stringify({ kind: 'end', ...end })),
};

function asTable(columns: readonly Column[]): Report {
  return {
    begin({ cpu, node, load, quick }) {
      console.log(`${cpu}; Node ${node}; load ${load}`);
      if (quick) console.log('quick: only a first look');
    },
    group(title, rows) {
      const cases = rows.filter((row): row is CaseRow => row.kind === 'case');
      if (cases.length > 0) console.log(['', ...layTable(title, cases, columns)].join('\n'));
      const gpu = rows.filter((row): row is GpuRow => row.kind === 'gpu');
      if (gpu.length > 0) console.log(['', ...layGpu(title, gpu)].join('\n'));
      const steps = rows.filter((row): row is LadderRow => row.kind === 'ladder');
      if (steps.length > 0) console.log(['', ...layLadder(title, steps)].join('\n'));
      for (const row of rows) {
        if (row.kind === 'skipped') console.log(`${row.case}: skipped, ${row.reason}`);
        if (row.kind === 'roofline') console.log(describeRoofline(row).join('\n'));
      }
    },
    end({ load, versions, peak, leftOut, disagreements }) {
      console.log(['', ...legend].join('\n'));
      for (const [threads, flops] of Object.entries(peak ?? {})) {
        console.log(`peak with ${threads} thread${threads === '1' ? '' : 's'}: ${(flops / 1e9).toFixed(1)} GFLOP/s`);
      }
      for (const [who, why] of Object.entries(leftOut)) console.log(`left out: ${who} (${why})`);
      for (const text of disagreements) console.log(`DISAGREES: ${text}`);
      for (const [title, version] of Object.entries(versions)) console.log(`${title} ${version}`);
      console.log(`load ${load}`);
    },
  };
}

function describeRoofline(row: RooflineRow): string[] {
  const { flops, bytes, flopsPerSecond, bytesPerSecond, measured } = row;
  const { least, bound } = underTheRoof(row);
  const mega = (value: number) => (value / 1e6).toFixed(value < 1e8 ? 1 : 0);
  const giga = (value: number) => (value / 1e9).toFixed(0);
  return [
    `roofline, ${row.case}: ${mega(flops)} MFLOP, at least ${mega(bytes)} MB: ${(flops / bytes).toFixed(1)} FLOP/byte`,
    `  roofs ${giga(flopsPerSecond)} GFLOP/s and ${giga(bytesPerSecond)} GB/s: ${bound} allows ${formatSeconds(least)};` +
      ` we take ${formatSeconds(measured)}: ${((100 * least) / measured).toFixed(0)} %`,
  ];
}
