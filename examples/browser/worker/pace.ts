import type { Phase } from '../messages.ts';

/** Lets messages in between the steps, and waits while the page wants a pause. */
export class Pace {
  readonly #tell: (phase: Phase) => void;
  #phase: Phase | undefined;
  /** Ends the pause that is asked for. */
  #resume: (() => void) | undefined;
  #pause: Promise<void> | undefined;
  /** Milliseconds spent in pauses. */
  #paused = 0;

  constructor(tell: (phase: Phase) => void) {
    this.#tell = tell;
  }

  /** A training begins, with no pause left over from the one before. */
  begin(): void {
    this.resume();
    this.#phase = undefined;
  }

  /** Says what begins now. */
  enter(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#tell(phase);
  }

  pause(): void {
    this.#pause ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume?.();
    this.#pause = undefined;
  }

  /**
   * To be awaited after every step. Promises alone would never let a message in: those come between tasks, and a loop
   * over promises is one task.
   */
  async breathe(): Promise<void> {
    await nextTask();
    if (this.#pause === undefined) return;
    const since = performance.now();
    this.#tell('paused');
    await this.#pause;
    if (this.#phase !== undefined) this.#tell(this.#phase);
    this.#paused += performance.now() - since;
  }

  /** The time in milliseconds, on a clock that stands still in pauses. */
  now(): number {
    return performance.now() - this.#paused;
  }
}

const { port1, port2 } = new MessageChannel();

/** Waits for the tasks that are queued. `setTimeout` would wait 4 milliseconds; a message to ourselves does not. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });
}
