/** A window that slides along some axes, the last ones: one number for each. */
export interface Window {
  readonly kernelSize: readonly number[];
  /** Elements of the input between one place and the next; 1/2 where the output has twice as many places. */
  readonly stride: readonly number[];
  readonly dilation?: readonly number[];
}

/** Which part of the net's input one element of a layer's output sees, along each of the last axes. */
export interface ReceptiveField {
  /** How many elements of the input it spans. */
  readonly size: readonly number[];
  /** How far apart the fields of two neighbours are, in elements of the input. */
  readonly jump: readonly number[];
}

/**
 * The field after another window: `size + (k − 1) · dilation · jump`, and `jump · stride`.
 * Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
 */
export function throughWindow(field: ReceptiveField, { kernelSize, stride, dilation }: Window): ReceptiveField {
  const jump = kernelSize.map((_, axis) => field.jump[axis] ?? 1);
  return {
    size: kernelSize.map((taps, axis) => (field.size[axis] ?? 1) + (taps - 1) * (dilation?.[axis] ?? 1) * jump[axis]),
    jump: jump.map((distance, axis) => distance * stride[axis]),
  };
}

/** What sees all that one of these sees: the field of a sum of branches. */
export function joined(fields: readonly ReceptiveField[]): ReceptiveField {
  const most = (lists: readonly (readonly number[])[]) =>
    Array.from({ length: Math.max(0, ...lists.map((list) => list.length)) }, (_, axis) =>
      Math.max(...lists.map((list) => list[axis] ?? 1)),
    );
  return { size: most(fields.map(({ size }) => size)), jump: most(fields.map(({ jump }) => jump)) };
}
