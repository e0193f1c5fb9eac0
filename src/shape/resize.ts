/** How many cells an axis of `inputSize` has when it is stretched by `factor`: those that fit whole, ⌊in · factor⌋. */
export function stretchedSize(inputSize: number, factor: number): number {
  return Math.floor(inputSize * factor);
}

/**
 * Where output position `output` of a resized axis lies on the input axis, as a real number: output·scale + shift.
 *
 * Pixels are squares of side 1 whose centres lie at 0.5, 1.5, … . Stretching the picture puts the centre of output
 * pixel o at (o + 0.5)·scale of the input; counted from centre to centre that is o·scale + (0.5·scale − 0.5).
 * With aligned corners the centres of the corner pixels stay where they are, and shift is 0.
 */
// #region resizedFrom
export function resizedFrom(output: number, scale: number, shift: number): number {
  return output * scale + shift;
}
// #endregion

/** `position`, or the nearest one that lies on an axis of `size` cells. */
export function onAxis(position: number, size: number): number {
  return Math.max(0, Math.min(position, size - 1));
}

/**
 * The cell of an axis of `size` cells that `position` falls into: its whole part. 1/3 · 3 may come out a little below 1;
 * what is so near a whole number counts as one.
 */
export function nearestCell(position: number, size: number): number {
  return onAxis(Math.floor(position + 0.000001), size);
}

/**
 * The first output position that may read input position `input`, if none reads further than `width` from where it
 * lies. The first cell is read by everything before it too. It may be a little too early, never too late.
 * (An axis of one cell may have scale 0, by which nothing is divided: that cell is the first and the last.)
 */
export function firstReader(input: number, width: number, scale: number, shift: number, outputCount: number): number {
  if (input === 0) {
    return 0;
  }
  return onAxis(Math.floor((input - width - shift) / scale), outputCount);
}

/** The end, exclusive, of the output positions that may read input position `input`, of `inputSize` cells. */
export function endOfReaders(
  input: number,
  width: number,
  scale: number,
  shift: number,
  inputSize: number,
  outputCount: number,
): number {
  if (input === inputSize - 1) {
    return outputCount;
  }
  return onAxis(Math.ceil((input + width - shift) / scale), outputCount) + 1;
}
