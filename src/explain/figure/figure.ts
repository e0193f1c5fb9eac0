import { numberText } from '../formula.ts';
import type { Step } from '../step.ts';
import type { TracedTensor } from '../trace.ts';
import { type Border, type DrawnCell, factorPanels, inputPanels, outputPanel, type Panel } from './panel.ts';
import { figureStyle } from './style.ts';

/** What has steps to be drawn: a `Trace`, for one. */
export interface StepSource {
  at(number: number): Step;
  readonly inputs: readonly TracedTensor[];
  readonly output: TracedTensor;
}

/** What else a figure can be told. */
export interface FigureOptions {
  /** A sentence above it: what is to be seen. */
  readonly caption?: string | undefined;
  /** How much padding is drawn around the input; by default as much as the first and the last window see. */
  readonly padding?: number | undefined;
}

const cell = 44;
const gap = 40;
const margin = 20;
const labelHeight = 26;
const characterWidth = 7.3; // of the monospaced font at 12 px

/**
 * A picture of one step, as the text of an SVG: the input with its padding and the window on it, the kernel, the output
 * so far, and the sum. It shows what the step says, and computes nothing. Marks differ in outline and not in colour
 * alone; light or dark follows the reader's choice.
 *
 *     writeFileSync('step.svg', figure(trace.conv2d(image, weight, undefined, { padding: 1 }), 4));
 *
 * @param number of the step: of the output's element, in row-major order.
 */
export function figure(source: StepSource, number: number, { caption, padding }: FigureOptions = {}): string {
  const { inputs, output } = source;
  const step = source.at(number);
  const border = padding === undefined ? borderOf(source) : ([padding, padding, padding, padding] as const);
  const columns = [inputPanels(step, inputs, border), factorPanels(step), [outputPanel(step, output)]].filter(
    (panels) => panels.length > 0,
  );
  const widths = columns.map((panels) => Math.max(...panels.map(widthOf)));
  const heights = columns.map((panels) => panels.reduce((sum, panel) => sum + heightOf(panel), 0));
  const width = Math.max(2 * margin + sum(widths) + gap * (columns.length - 1), 420);
  const lines = (text: string) => brokenInto(text, Math.floor((width - 2 * margin) / characterWidth));
  const title = `${step.operation}, ${step.pass}: step ${step.number + 1} of ${step.of}`;
  const head = [title, ...(caption === undefined ? [] : lines(caption))];
  const foot = lines(`${step.output.tensor}[${step.output.index.join(', ')}] = ${step.formula}`).slice(0, 5);
  const top = margin + head.length * 18 + 8;
  const tallest = Math.max(...heights);
  const height = top + tallest + foot.length * 18 + margin;
  const left = widths.map((_, i) => margin + sum(widths.slice(0, i)) + gap * i);
  const drawn = columns.flatMap((panels, i) => {
    const start = top + (tallest - heights[i]) / 2;
    return panels.map((panel, k) => panelText(panel, left[i], start + sum(panels.slice(0, k).map(heightOf))));
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" class="step-figure">
<title>${escaped(title)}</title>
<desc>${escaped(descriptionOf(step, caption))}</desc>
<style>${figureStyle}</style>
<rect class="ground" width="${width}" height="${height}"/>
${head.map((line, i) => `<text class="${i === 0 ? 'head' : 'line'}" x="${margin}" y="${margin + 12 + 18 * i}">${escaped(line)}</text>`).join('\n')}
${drawn.join('\n')}
${foot.map((line, i) => `<text class="line" x="${margin}" y="${top + tallest + 14 + 18 * i}">${escaped(line)}</text>`).join('\n')}
</svg>
`;
}

/** How far the windows of the first and of the last step reach out of the input. */
function borderOf(source: StepSource): Border {
  const last = source.output.numbers.length - 1;
  if (last < 0) return [0, 0, 0, 0];
  const reaches = [source.at(0), source.at(last)].map(({ window }) => {
    const { shape } = source.inputs.find(({ name }) => name === window?.tensor) ?? {};
    if (window === undefined || shape === undefined || window.first.length !== 2) return [0, 0, 0, 0];
    const ends = window.first.map((first, axis) => first + window.dilation[axis] * (window.size[axis] - 1) + 1);
    return [...window.first.map((first) => -first), ...ends.map((end, axis) => end - shape.slice(-2)[axis])];
  });
  const side = (place: number) => Math.max(0, ...reaches.map((reach) => reach[place]));
  return [side(0), side(1), side(2), side(3)];
}

function widthOf({ columns, label }: Panel): number {
  return Math.max(columns * cell, Math.ceil(label.length * characterWidth));
}

function heightOf({ rows }: Panel): number {
  return rows * cell + labelHeight + 12;
}

/** What somebody hears who does not see the picture. */
function descriptionOf(step: Step, caption: string | undefined): string {
  const { window, taps, output, formula } = step;
  const padding = taps.filter(({ isPadding }) => isPadding).length;
  const place =
    window === undefined
      ? `${taps.length} cells are read`
      : `The window stands with its first tap at [${window.first.join(', ')}] of ${window.tensor} and covers ${taps.length} cells`;
  const outside = padding === 0 ? '' : `, ${padding} of them in the padding`;
  return `${caption === undefined ? '' : `${caption} `}${place}${outside}. ${output.tensor}[${output.index.join(', ')}] = ${formula}`;
}

function panelText({ label, cells, frame }: Panel, x: number, y: number): string {
  const top = y + labelHeight;
  const box =
    frame === undefined
      ? ''
      : `\n<rect class="frame" x="${x + frame[1] * cell - 2}" y="${top + frame[0] * cell - 2}" width="${frame[3] * cell + 4}" height="${frame[2] * cell + 4}"/>`;
  return `<text class="label" x="${x}" y="${y + 16}">${escaped(label)}</text>
${cells.map((one) => cellText(one, x, top)).join('\n')}${box}`;
}

function cellText({ row, column, mark, value, factor }: DrawnCell, left: number, top: number): string {
  const [x, y] = [left + column * cell, top + row * cell];
  const middle = factor === undefined ? y + cell / 2 + 5 : y + cell / 2 - 2;
  const text = value === undefined ? '' : shortText(value);
  const size = text.length > 4 ? ' small' : '';
  const product =
    factor === undefined
      ? ''
      : `<text class="factor" x="${x + cell / 2}" y="${y + cell - 8}">·${escaped(shortText(factor))}</text>`;
  return `<g class="${mark}"><rect x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}"/><text class="value${size}" x="${x + cell / 2}" y="${middle}">${escaped(text)}</text>${product}</g>`;
}

/** A number that fits into a cell: three digits that matter. The sum below has the others. */
function shortText(value: number): string {
  return numberText(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
}

/** A sentence in lines of at most `most` characters. */
function brokenInto(text: string, most: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    const longer = last === '' ? word : `${last} ${word}`;
    if (longer.length <= most || last === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
