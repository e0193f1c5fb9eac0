/** A number in at most `digits` telling digits: 0.2500, -1.234e-7, NaN, ∞. */
export function shortText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return Object.is(value, -0) ? '-0' : String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(Math.max(0, digits - 2));
  return value.toPrecision(digits);
}

/** Numbers of one width, right-aligned, two spaces apart. */
export function alignedTexts(values: readonly number[]): string[] {
  const texts = values.map((value) => shortText(value));
  const width = texts.reduce((most, { length }) => Math.max(most, length), 0);
  return texts.map((text) => text.padStart(width));
}

/** Ten bars of a histogram in ten letters: ▁▂▅█▅▂▁. An empty part is a blank. */
export function histogramText(counts: readonly number[]): string {
  const most = counts.reduce((largest, count) => Math.max(largest, count), 1);
  const bars = '▁▂▃▄▅▆▇█';
  return counts.map((count) => (count === 0 ? ' ' : bars[Math.ceil((count / most) * bars.length) - 1])).join('');
}
