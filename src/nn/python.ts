/** Values as Python writes them: what `extraRepr` is made of, so that a net prints as PyTorch prints it. */

/** (2, 2); one element keeps its comma: (2,). */
export function pythonTuple(values: readonly (number | string)[]): string {
  return `(${values.join(', ')}${values.length === 1 ? ',' : ''})`;
}

export function pythonBoolean(value: boolean): string {
  return value ? 'True' : 'False';
}

/** A float: 1 is 1.0, and 0.00001 is 1e-05. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    // JavaScript writes 1e-5, Python has at least two digits in the exponent.
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** One number for all axes, as it is, or a tuple. */
export function pythonSize(value: number | readonly number[]): string {
  return typeof value === 'number' ? String(value) : pythonTuple(value);
}

/** Every line but the first further to the right. */
export function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
