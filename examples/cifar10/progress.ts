import { setImmediate } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';

/** Shows how far a long loop is. On a terminal a bar on stderr; elsewhere nothing, for logs are no place for bars. */
export interface Progress {
  /** `done` of all images are done; call it as often as you like. Awaiting it lets Ctrl-C and timers in. */
  update(done: number): Promise<void>;
  /** Prints a line above the bar. */
  print(line: string): void;
  stop(): void;
  /** Images per second so far. */
  readonly imagesPerSecond: number;
}

/** A bar fits 80 columns and is redrawn at most this often, in milliseconds. */
const redrawEvery = 100;

/** What there is to do. */
export interface Task {
  readonly label: string;
  /** Images in all. */
  readonly total: number;
  /** Images that were done before: they are on the bar, and do not count for the speed. */
  readonly before: number;
}

/** Starts showing progress. `print` says where lines go: stdout, or stderr under --json. */
export function startProgress({ label, total, before }: Task, print: (line: string) => void): Progress {
  const bar = process.stderr.isTTY
    ? new SingleBar({
        format: `${label} [{bar}] {percentage}% | {speed} images/s | {left} left`,
        barsize: 24,
        stopOnComplete: false,
        clearOnComplete: true,
        hideCursor: true,
        linewrap: false,
      })
    : undefined;
  const started = performance.now();
  let drawn = started;
  let done = before;
  const speed = () => (done - before) / Math.max((performance.now() - started) / 1000, 1e-9);
  bar?.start(total, done, { speed: '–', left: '–' });

  return {
    async update(count) {
      done = count;
      const now = performance.now();
      if (now - drawn < redrawEvery) return;
      drawn = now;
      bar?.update(done, { speed: speed().toFixed(0), left: duration((total - done) / speed()) });
      await setImmediate(); // a loop over data in memory never waits, so signals would never get in
    },
    print(line) {
      if (bar === undefined) {
        print(line);
        return;
      }
      process.stderr.write('\r\u001b[K'); // wipe the bar; it is drawn again below the line
      print(line);
      bar.render();
    },
    stop: () => bar?.stop(),
    get imagesPerSecond() {
      return speed();
    },
  };
}

/** Seconds as a person says them: 48 s, 3 min 20 s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
