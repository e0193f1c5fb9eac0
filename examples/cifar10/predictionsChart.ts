import type { ColorValueRef, Mark, ProductionRule } from 'vega';
import { toSvg } from './charts.ts';

/** A row of pictures, and what they show and were taken for. */
export interface Predictions {
  /** The bytes of a PNG file: the pictures side by side, as makeGrid lays them out. */
  readonly png: Uint8Array;
  readonly truth: readonly string[];
  readonly predicted: readonly string[];
}

/** A picture in the chart, in pixels. */
const side = 100;

/** The pictures with two names below each: what it is, and what the net said, green if it is right. */
export function predictionsChart({ png, truth, predicted }: Predictions): Promise<string> {
  const width = side * truth.length;
  const names = truth.map((name, place) => ({ place, truth: name, predicted: predicted[place] }));
  const name = (y: number, field: string, fill: ProductionRule<ColorValueRef>): Mark => ({
    type: 'text',
    from: { data: 'names' },
    encode: {
      enter: {
        x: { field: 'place', mult: side, offset: side / 2 },
        y: { value: y },
        text: { field },
        align: { value: 'center' },
        fontSize: { value: 13 },
        fill,
      },
    },
  });
  return toSvg({
    width,
    height: side + 40,
    padding: 8,
    title: { text: 'Ground truth, and what the net said' },
    data: [{ name: 'names', values: names }],
    marks: [
      {
        type: 'image',
        encode: {
          enter: {
            url: { value: `data:image/png;base64,${Buffer.from(png).toString('base64')}` },
            width: { value: width },
            height: { value: side },
            aspect: { value: false },
          },
        },
      },
      name(side + 16, 'truth', { value: '#333' }),
      name(side + 34, 'predicted', [
        { test: 'datum.truth === datum.predicted', value: '#1a7f37' },
        { value: '#cf222e' },
      ]),
    ],
  });
}
