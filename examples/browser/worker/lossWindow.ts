import { type Tensor, tensor } from 'stridegrad';

/** Milliseconds between two readings, about. The page is told as often. */
const readEvery = 150;

/** At most so many steps are in a window: a device that is far ahead of us would queue without end. */
const mostSteps = 50;

/**
 * The losses since the last reading, added up where they are: on the device. Only a reading waits for it, and there is
 * one every few steps; how many, the time of the window before says.
 */
export class LossWindow {
  readonly #now: () => number;
  #sum: Tensor = tensor(0);
  #steps = 0;
  #size = 1;
  #start: number;

  /** `now` gives the time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  add(loss: Tensor): void {
    this.#sum = this.#sum.add(loss);
    this.#steps++;
  }

  get isFull(): boolean {
    return this.#steps >= this.#size;
  }

  get isEmpty(): boolean {
    return this.#steps === 0;
  }

  /** Reads the sum and begins anew. */
  async read(): Promise<{ readonly sum: number; readonly steps: number; readonly milliseconds: number }> {
    const sum = await this.#sum.itemAsync();
    const steps = this.#steps;
    const milliseconds = this.#now() - this.#start;
    this.#size = Math.min(Math.max(Math.round((steps * readEvery) / milliseconds), 1), mostSteps, 2 * steps);
    this.#sum = tensor(0);
    this.#steps = 0;
    this.restart();
    return { sum, steps, milliseconds };
  }

  /** What was done since the last reading does not count as the time of these steps. */
  restart(): void {
    this.#start = this.#now();
  }
}
