import uPlot from 'uplot';
import { element } from './element.ts';

/** How much a new loss moves the smooth line. */
const smoothing = 0.15;

/** The loss of guessing among ten classes. */
const guessing = Math.log(10);

/** A loss above it leaves the chart. */
const highest = 10;

/** Distances between the marks of the lower axis: half a step is none. */
const wholeSteps = [1, 10, 100, 1000, 10_000, 100_000].flatMap((power) => [power, 2 * power, 5 * power]);

/** The curve of the losses, and a smooth line through it. */
export class LossChart {
  readonly #place = element('chart', HTMLElement);
  #steps: number[] = [];
  #losses: number[] = [];
  #smooth: number[] = [];
  #plot: uPlot;

  constructor() {
    this.#plot = this.#draw();
    new ResizeObserver(() => this.#plot.setSize(this.#size())).observe(this.#place);
    // A canvas does not follow the style sheet by itself.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#plot.destroy();
      this.#plot = this.#draw();
    });
  }

  clear(): void {
    this.#steps = [];
    this.#losses = [];
    this.#smooth = [];
    this.#update();
  }

  add(step: number, loss: number): void {
    const before = this.#smooth.at(-1) ?? loss;
    this.#steps.push(step);
    this.#losses.push(loss);
    this.#smooth.push(before + smoothing * (loss - before));
    this.#update();
    const now = this.#smooth.at(-1)?.toFixed(2);
    this.#place.setAttribute('aria-label', `Loss curve: from ${this.#losses[0].toFixed(2)} to ${now} in ${step} steps`);
  }

  #update(): void {
    this.#plot.setData([this.#steps, this.#losses, this.#smooth]);
  }

  #size() {
    return { width: this.#place.clientWidth, height: this.#place.clientHeight };
  }

  #draw(): uPlot {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const font = `12px ${style.fontFamily}`;
    const options: uPlot.Options = {
      ...this.#size(),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 8, 0, 0],
      scales: {
        x: { time: false, range: (_plot, _least, most) => [0, Math.max(most ?? 0, 10)] },
        y: { range: (_plot, _least, most) => [0, 1.1 * Math.min(Math.max(most ?? 0, guessing), highest)] },
      },
      axes: [
        { ...axis, font, grid: { show: false }, size: 28, incrs: wholeSteps },
        { ...axis, font, size: 36 },
      ],
      series: [
        {},
        { stroke: colour('--accent-faint'), width: 1, points: { show: false } },
        { stroke: colour('--accent'), width: 2, points: { show: false } },
      ],
      hooks: { draw: [(plot) => drawGuessing(plot, colour('--muted'), font)] },
    };
    return new uPlot(options, [this.#steps, this.#losses, this.#smooth], this.#place);
  }
}

/** A dashed line where the loss of guessing is. */
function drawGuessing(plot: uPlot, colour: string, font: string): void {
  const { ctx: canvas, bbox } = plot;
  const y = plot.valToPos(guessing, 'y', true);
  const pixels = devicePixelRatio;
  canvas.save();
  canvas.strokeStyle = colour;
  canvas.fillStyle = colour;
  canvas.lineWidth = pixels;
  canvas.setLineDash([4 * pixels, 4 * pixels]);
  canvas.beginPath();
  canvas.moveTo(bbox.left, y);
  canvas.lineTo(bbox.left + bbox.width, y);
  canvas.stroke();
  canvas.font = font.replace('12px', `${12 * pixels}px`);
  canvas.textAlign = 'right';
  canvas.fillText('guessing', bbox.left + bbox.width, y + 15 * pixels);
  canvas.restore();
}
