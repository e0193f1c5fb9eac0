import type { Contestant } from './contestants.ts';
import type { Peak } from './machine.ts';
import { type Pace, type Runner, race } from './race.ts';
import { type CaseRow, type Entry, isOurs, type Row } from './rows.ts';
import { agree, isEqual } from './statistics.ts';
import { formatSeconds } from './table.ts';
import { flopsOf, type Work } from './work.ts';
import { Worker } from './worker.ts';

/** A piece of work that a group has timed. */
export interface Case {
  readonly name: string;
  readonly work: Work;
  /** Only with that many threads; else with all numbers of threads, and the better one counts. */
  readonly threads?: number;
  /** Only these take part; else everybody who can. */
  readonly contestants?: readonly string[];
  /** Whom the ratios are about; the native backend unless it says otherwise. */
  readonly ours?: CaseRow['ours'];
  /** Everybody must compute the same to the bit. */
  readonly isExact?: boolean;
}

/** What groups are given to measure with. */
export interface BenchSettings {
  /** We come first: the others' results are compared with the first one's. */
  readonly contestants: readonly Contestant[];
  readonly threads: readonly number[];
  readonly pace: Pace;
  /** Undefined where it cannot be measured. */
  readonly peak: Peak | undefined;
  readonly quick: boolean;
  readonly only: string;
  /** Names of the peers that may take part; undefined means all that are there. */
  readonly peers?: readonly string[] | undefined;
  /** Whether the sources are measured, instead of the built package. */
  readonly source?: boolean;
  /** Shows progress. */
  readonly say: (text: string) => void;
}

/** An entry of a case before it is timed. */
type Ready = { readonly entry: Pick<Entry, 'contestant' | 'variant' | 'threads'>; readonly runner: Runner };

/** Keeps the contestants' processes, and lets them race. */
export class Bench {
  readonly settings: BenchSettings;
  /** Who takes no part, and why. */
  readonly leftOut = new Map<string, string>();
  /** Who computed something else than we did: nothing to be proud of, whoever it was. */
  readonly disagreements: string[] = [];
  readonly versions: Record<string, string> = {};
  readonly #workers = new Map<string, Worker>();

  constructor(settings: BenchSettings) {
    this.settings = settings;
  }

  /** Whether a case of that name, with that many threads if it prescribes some, is asked for. */
  wants(name: string, threads?: number): boolean {
    return name.includes(this.settings.only) && (threads === undefined || this.settings.threads.includes(threads));
  }

  /** Lets others race, at another pace, in processes that end with it. What is said of them is said here. */
  async among<Result>(changes: Partial<BenchSettings>, run: (bench: Bench) => Promise<Result>): Promise<Result> {
    const other = new Bench({ ...this.settings, ...changes });
    try {
      return await run(other);
    } finally {
      other.stop();
      for (const [who, why] of other.leftOut) this.leftOut.set(who, why);
      this.disagreements.push(...other.disagreements);
      Object.assign(this.versions, other.versions);
    }
  }

  /** Times a case: everybody prepares it and shows a result; those whose result is ours take turns. */
  async measure(
    group: string,
    { name, work, threads, contestants, ours = 'native', isExact = false }: Case,
  ): Promise<CaseRow> {
    const { pace, say } = this.settings;
    const counts = threads === undefined ? this.settings.threads : [threads];
    const alone = threads === undefined || threads === 1 ? [1] : [];
    const ready: Ready[] = [];
    let expected: readonly number[] | undefined;
    for (const contestant of this.settings.contestants) {
      if (contestants?.includes(contestant.name) === false) continue;
      for (const count of contestant.singleThreaded ? alone : counts) {
        for (const variant of contestant.variants(work)) {
          say(`${group}, ${name}: ${contestant.title} ${variant} gets ready`);
          const prepared = await this.#prepare(contestant, count, work, variant);
          if (prepared === undefined) continue;
          expected ??= prepared.check;
          const same = isExact ? isEqual : agree;
          if (same(expected, prepared.check)) ready.push(prepared);
          else this.#complain(`${group}, ${name}: ${contestant.title} ${variant}`, expected, prepared.check);
        }
      }
    }
    await this.#measurePeak(counts);
    say(`${group}, ${name}: ${ready.length} take turns`);
    const timings = await race(
      ready.map(({ runner }) => runner),
      pace,
    );
    await this.#measurePeak(counts);
    for (const worker of this.#workers.values()) await worker.ask({ forget: true });
    const entries = ready.map(({ entry }, i) => ({ ...entry, ...timings[i] }));
    for (const { contestant, variant, threads, median } of entries) {
      say(`  ${formatSeconds(median).padStart(7)}  ${contestant} ${variant} ${threads}`);
    }
    const flops = flopsOf(work);
    const counted = flops === undefined ? {} : { flops, threads: Math.max(...counts) };
    return { kind: 'case', group, case: name, ours, ...counted, entries };
  }

  /** The rows with the machine's peak in them, as it is known by now. */
  withPeak(rows: readonly Row[]): Row[] {
    return rows.map((row) => {
      const threads = row.kind === 'case' ? row.threads : undefined;
      const peak = threads === undefined ? undefined : this.settings.peak?.flopsPerSecond(threads);
      return peak === undefined ? row : { ...row, peak };
    });
  }

  /** Ends all processes. */
  stop(): void {
    for (const worker of this.#workers.values()) worker.stop();
  }

  async #prepare(
    contestant: Contestant,
    threads: number,
    work: Work,
    variant: string,
  ): Promise<(Ready & { readonly check: readonly number[] }) | undefined> {
    const { name, title, process = title } = contestant;
    if (this.leftOut.has(process)) return undefined;
    try {
      const worker = await this.#worker(contestant, threads);
      const { handle, check, cannot } = await worker.ask({ prepare: work, variant });
      if (cannot !== undefined) {
        this.leftOut.set(`${title} ${variant} ${work.kind}`, cannot);
        return undefined;
      }
      const runner = { run: async (iterations: number) => (await worker.ask({ run: iterations, of: handle })).seconds };
      return { entry: { contestant: name, variant, threads }, runner, check };
    } catch (error) {
      this.leftOut.set(process, (error as Error).message);
      for (const [key, worker] of this.#workers) {
        if (key.startsWith(`${contestant.process ?? name} `)) {
          worker.stop();
          this.#workers.delete(key);
        }
      }
      return undefined;
    }
  }

  async #worker(contestant: Contestant, threads: number): Promise<Worker> {
    const key = `${contestant.process ?? contestant.name} ${threads}`;
    const running = this.#workers.get(key);
    if (running !== undefined) return running;
    const worker = await Worker.start(contestant.command(threads));
    this.#workers.set(key, worker);
    this.versions[contestant.process ?? (isOurs(contestant.name) ? 'stridegrad' : contestant.title)] = worker.version;
    return worker;
  }

  async #measurePeak(counts: readonly number[]): Promise<void> {
    for (const count of counts) await this.settings.peak?.measure(count);
  }

  #complain(who: string, ours: readonly number[], theirs: readonly number[]): void {
    const list = (values: readonly number[]) => values.map((value) => value.toPrecision(5)).join(', ');
    this.disagreements.push(`${who} computes ${list(theirs)} where we compute ${list(ours)}`);
  }
}
