import { parse, type Spec, View } from 'vega';

/** A point of the loss curve: the mean loss of the batches up to `batch`, counted over all epochs. */
export interface LossPoint {
  readonly batch: number;
  readonly loss: number;
}

/** The loss curve as an SVG picture. `chance` is the loss of guessing, ln(classes), drawn as a rule. */
export function lossCurve(points: readonly LossPoint[], chance: number): Promise<string> {
  return toSvg({
    width: 560,
    height: 320,
    padding: 8,
    title: { text: 'Training loss', subtitle: `dashed: guessing, ln(10) = ${chance.toFixed(3)}` },
    data: [{ name: 'losses', values: [...points] }],
    scales: [
      { name: 'x', domain: { data: 'losses', field: 'batch' }, range: 'width', zero: true },
      { name: 'y', domain: [0, Math.max(chance, ...points.map(({ loss }) => loss)) * 1.05], range: 'height' },
    ],
    axes: [
      { scale: 'x', orient: 'bottom', title: 'batches' },
      { scale: 'y', orient: 'left', title: 'mean cross entropy', grid: true },
    ],
    marks: [
      {
        type: 'rule',
        encode: {
          enter: {
            x: { value: 0 },
            x2: { signal: 'width' },
            y: { scale: 'y', value: chance },
            stroke: { value: '#888' },
            strokeDash: { value: [4, 4] },
          },
        },
      },
      {
        type: 'line',
        from: { data: 'losses' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'batch' },
            y: { scale: 'y', field: 'loss' },
            stroke: { value: '#1f6feb' },
            strokeWidth: { value: 2 },
          },
        },
      },
      {
        type: 'symbol',
        from: { data: 'losses' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'batch' },
            y: { scale: 'y', field: 'loss' },
            fill: { value: '#1f6feb' },
            size: { value: 20 },
          },
        },
      },
    ],
  });
}

/** A confusion matrix as an SVG picture: rows are what is true, columns what the net said, shades the share of a row. */
export function confusionMatrix(counts: readonly (readonly number[])[], classes: readonly string[]): Promise<string> {
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      truth: classes[truth],
      predicted: classes[predicted],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  return toSvg({
    width: 440,
    height: 440,
    padding: 8,
    title: { text: 'Confusion matrix', subtitle: 'shade: share of the true class' },
    data: [{ name: 'cells', values: cells }],
    scales: [
      { name: 'x', type: 'band', domain: [...classes], range: 'width' },
      { name: 'y', type: 'band', domain: [...classes], range: 'height' },
      { name: 'shade', type: 'linear', domain: [0, 1], range: ['#f7fbff', '#08519c'] },
    ],
    axes: [
      { scale: 'x', orient: 'bottom', title: 'predicted', labelAngle: -45, labelAlign: 'right' },
      { scale: 'y', orient: 'left', title: 'true' },
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'cells' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'predicted' },
            y: { scale: 'y', field: 'truth' },
            width: { scale: 'x', band: 1 },
            height: { scale: 'y', band: 1 },
            fill: { scale: 'shade', field: 'share' },
            stroke: { value: 'white' },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'cells' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'predicted', band: 0.5 },
            y: { scale: 'y', field: 'truth', band: 0.5 },
            text: { field: 'count' },
            align: { value: 'center' },
            baseline: { value: 'middle' },
            fontSize: { value: 10 },
            fill: [{ test: 'datum.share > 0.5', value: 'white' }, { value: '#333' }],
          },
        },
      },
    ],
  });
}

/** Draws a chart; it is white where nothing else is. */
export function toSvg(spec: Spec): Promise<string> {
  return new View(parse({ background: 'white', ...spec }), { renderer: 'none' }).toSVG();
}
