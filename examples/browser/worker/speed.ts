/** The speed over the last seconds: one window alone would make the number jump. */
export class Speed {
  /** The latest windows, oldest first. */
  readonly #windows: { readonly images: number; readonly milliseconds: number }[] = [];

  /** How many windows are averaged. */
  static readonly windows = 12;

  add(images: number, milliseconds: number): void {
    this.#windows.push({ images, milliseconds });
    if (this.#windows.length > Speed.windows) this.#windows.shift();
  }

  /** Undefined before anything was measured. */
  get imagesPerSecond(): number | undefined {
    if (this.#windows.length === 0) return undefined;
    const total = (of: 'images' | 'milliseconds') => this.#windows.reduce((sum, window) => sum + window[of], 0);
    return (1000 * total('images')) / total('milliseconds');
  }
}
