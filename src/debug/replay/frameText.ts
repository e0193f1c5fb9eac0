import { rowMajorStrides } from '../../shape/rowMajor.ts';
import type { RecordedArray, RecordedUpdate } from '../recording/types.ts';
import { cutEnd, formText, wrap } from '../tape/words.ts';
import { type Frame, type FrameArray, lossText } from './replay.ts';
import { alignedTexts, histogramText, shortText } from './shortText.ts';
import { stateLetter, substituted } from './updateFormula.ts';

/** How much of a frame is shown. */
export interface FrameTextOptions {
  /** Lines of numbers that one array may take. Default: 6. */
  readonly rows?: number;
  /** Whether the title and the frame's number stand above. Default: true. */
  readonly hasTitle?: boolean;
}

/** A frame as lines of at most `width` characters. */
export function frameText(frame: Frame, width: number, options: FrameTextOptions = {}): string[] {
  const { rows = 6, hasTitle = true } = options;
  const { title, index, length, event, inputs, outputs } = frame;
  const place = `${index + 1} of ${length}`;
  const head = width >= title.length + place.length + 2 ? [title.padEnd(width - place.length) + place] : [title, place];
  const lines = [
    ...(hasTitle ? head : []),
    ...wrap(progressWords(frame), width, ''),
    '',
    ...wrap(frame.explanation.split(' '), width, ''),
    '',
    ...(event.kind === 'update' ? updateLines(frame, event, width, rows) : flowLines(inputs, outputs, width, rows)),
  ];
  return lines.map((line) => cutEnd(line, width));
}

function progressWords(frame: Frame): string[] {
  const { forward, backward, update } = frame.progress;
  const phases = { forward, backward, update };
  const counts = Object.entries(phases).filter(([, { of }]) => of > 0);
  return [...counts.map(([phase, { done, of }]) => `${phase} ${done}/${of} ·`), lossText(frame)];
}

function flowLines(
  inputs: readonly FrameArray[],
  outputs: readonly FrameArray[],
  width: number,
  rows: number,
): string[] {
  return [
    ...inputs.flatMap((input) => arrayLines('  ', input, width, rows)),
    ...outputs.flatMap((output) => arrayLines('→ ', output, width, rows)),
  ];
}

/** Name, shape, and below them the numbers or what is known of them. */
function arrayLines(mark: string, { label, array }: FrameArray, width: number, rows: number): string[] {
  const name = `${mark}${label} ${formText(array, 'float32')}`;
  const [first] = array.values ?? [];
  if (array.values?.length === 1) return [`${name}  ${shortText(Number(first), 6)}`];
  return [name, ...(array.values === undefined ? statisticsLines(array, width) : valueLines(array, width, rows))];
}

const indent = '    ';

/** The numbers in rows along the last axis; in front, the place along the others. */
function valueLines({ values = [], shape }: RecordedArray, width: number, rows: number): string[] {
  if (values.length === 0) return [`${indent}(no numbers)`];
  const size = shape[shape.length - 1];
  const strides = rowMajorStrides(shape);
  const texts = alignedTexts(values.map(Number));
  const count = values.length / size;
  const lines: string[] = [];
  for (let row = 0; row < Math.min(count, rows); row++) {
    const start = row * size;
    const place = shape.slice(0, -1).map((axisSize, axis) => Math.floor(start / strides[axis]) % axisSize);
    const front = place.length === 0 ? '' : `[${place.join(',')}] `;
    lines.push(asManyAsFit(`${indent}${front}`, texts.slice(start, start + size), width));
  }
  if (count > rows) lines.push(`${indent}… ${count - rows} rows more`);
  return lines;
}

function statisticsLines({ statistics }: RecordedArray, width: number): string[] {
  if (statistics === undefined) return [];
  const { min, max, mean, std, nan, infinite, zeros, histogram, first } = statistics;
  const text = (value: unknown) => shortText(Number(value));
  const counted = histogram.reduce((sum, count) => sum + count, 0) + nan + infinite;
  const share = zeros / counted;
  const words = [
    `${text(min)} ${histogramText(histogram)} ${text(max)} `,
    `mean ${text(mean)} `,
    `std ${text(std)} `,
    ...(share >= 0.005 ? [`zeros ${Math.round(100 * share)} % `] : []),
    ...(nan > 0 ? [`NaN: ${nan} `] : []),
    ...(infinite > 0 ? [`infinite: ${infinite} `] : []),
  ];
  const lines = wrap(words, width - indent.length, '').map((line) => indent + line.trimEnd());
  return [...lines, asManyAsFit(`${indent}starts with `, [...first.map(text), '…'], width)];
}

/** Numbers in a line; where not all fit, it ends behind one. */
function asManyAsFit(front: string, texts: readonly string[], width: number): string {
  const line = front + texts.join('  ');
  if (line.length <= width) return line;
  let short = front;
  for (const text of texts) {
    if (short.length + text.length + 3 > width) break;
    short += `${text}  `;
  }
  return `${short}…`;
}

/** Of a small parameter, a line an element: what it was, its gradient, what is remembered, what it is now. */
function updateLines(frame: Frame, event: RecordedUpdate, width: number, rows: number): string[] {
  const [before, gradient] = frame.inputs;
  const after = frame.outputs[frame.outputs.length - 1];
  const kept = frame.outputs.slice(0, -1);
  const columns = [before, gradient, ...kept, after];
  const isWhole = columns.every(({ array }) => array.values?.length === before.array.values?.length);
  if (before.array.values === undefined || !isWhole) return flowLines(frame.inputs, frame.outputs, width, rows);
  const titles = ['w', 'g', ...Object.keys(event.state).map((name) => stateLetter(name)), '→ w'];
  const table = columns.map(({ array }, i) => {
    const texts = alignedTexts((array.values ?? []).slice(0, 2 * rows).map(Number));
    const columnWidth = Math.max(titles[i].length, texts[0]?.length ?? 0);
    return [titles[i], ...texts].map((text) => text.padStart(columnWidth));
  });
  const { shape, values } = before.array;
  const strides = rowMajorStrides(shape);
  const places = table[0].map((_, line) =>
    line === 0 ? '' : `[${shape.map((size, axis) => Math.floor((line - 1) / strides[axis]) % size).join(',')}]`,
  );
  const placeWidth = places.reduce((most, { length }) => Math.max(most, length), 0);
  const lines = places.map(
    (place, line) => `  ${place.padEnd(placeWidth)}  ${table.map((column) => column[line]).join('   ')}`,
  );
  if (values.length > 2 * rows) lines.push(`${indent}… ${values.length - 2 * rows} more`);
  const numberOf = ({ array }: FrameArray) => Number(array.values?.[0]);
  const sum = substituted(event, numberOf(before), numberOf(kept[0] ?? gradient), numberOf(after));
  return sum === undefined || values.length === 0 ? lines : [...lines, '', `  ${places[1]}: w ← ${sum}`];
}
