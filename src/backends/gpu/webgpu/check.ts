/** Something that the device will say later: whether a shader compiles, whether there is memory for a buffer. */
export class Check {
  /** What went wrong, once that is known. */
  error: Error | undefined;
  isDone = false;
  readonly done: Promise<void>;

  /** `verdict` gives what went wrong, or nothing. */
  constructor(verdict: Promise<Error | undefined>) {
    this.done = verdict
      .catch((error: Error) => error)
      .then((error) => {
        this.error = error;
        this.isDone = true;
      });
  }

  /** Whether numbers that depend on it are known to be right. */
  get isPassed(): boolean {
    return this.isDone && this.error === undefined;
  }
}

/** The checks that are not passed yet, each once; undefined if there are none. */
export function openChecks(lists: readonly (readonly Check[] | undefined)[]): readonly Check[] | undefined {
  let open: Set<Check> | undefined;
  for (const list of lists) {
    for (const check of list ?? []) {
      if (!check.isPassed) {
        open ??= new Set();
        open.add(check);
      }
    }
  }
  return open && [...open];
}
