import { ArgumentError } from '../errors.ts';
import { axisNames } from '../explain/shape/axis.ts';
import { requireInteger } from '../options.ts';
import { reach, type Window } from '../shape/window.ts';
import { Answer } from './Answer.ts';
import { ConvTranspose2d } from './convolutions.ts';
import type { AnyModule } from './members.ts';
import { wrapped } from './shapeText.ts';

/** Which sizes of one axis give the size that was asked for. */
export interface SizesOfAxis {
  readonly name: string;
  readonly output: number;
  /** All sizes that give it, ascending; empty where none does, or where all from `anyFrom` on do. */
  readonly sizes: readonly number[];
  /** Where every size from here on gives it, as with adaptive pooling. */
  readonly anyFrom: number | undefined;
  /** For a transposed convolution: with which outputPadding an input gives it, whatever the layer's own is. */
  readonly outputPaddings: readonly { readonly input: number; readonly outputPadding: number }[];
  readonly reason: string;
}

/** What `inputSizesFor` found. */
export class SizesAnswer extends Answer {
  readonly axes: readonly SizesOfAxis[];
  readonly text: string;

  constructor(axes: readonly SizesOfAxis[]) {
    super();
    this.axes = axes;
    const alike = axes.every(({ reason }) => reason === axes[0].reason);
    const told = alike ? [{ ...axes[0], name: axes.map(({ name }) => name).join(' and ') }] : axes;
    this.text = told.flatMap(({ name, reason }) => wrapped(`${name}: ${reason}`, 0)).join('\n');
  }
}

/**
 * Answers "which input sizes give this output?" for a layer. With a stride there are several, because the floor of the
 * formula drops what is left over; that is why a transposed convolution, which goes the other way, has an outputPadding,
 * and for one the answer says which.
 *
 *     console.log(inputSizesFor(new nn.Conv2d(3, 8, 3, { stride: 2, padding: 1 }), 16)); // 31 and 32
 *
 * @param outputSize the axis's, or one for each of the last axes.
 */
export function inputSizesFor(layer: AnyModule, outputSize: number | readonly number[]): SizesAnswer {
  const axes = layer.window([1, 1, 1, 1])?.kernelSize.length ?? 2;
  const list = typeof outputSize === 'number' ? Array<number>(axes).fill(outputSize) : outputSize;
  if (list.length !== axes) {
    throw new ArgumentError('inputSizesFor', `expects a size for each of ${axes} axes, but got [${list.join(', ')}]`);
  }
  for (const size of list) requireInteger('inputSizesFor', 'outputSize', size, 1);
  return new SizesAnswer(list.map((size, axis) => alongAxis(layer, axes, axis, size)));
}

function alongAxis(layer: AnyModule, axes: number, axis: number, output: number): SizesOfAxis {
  const name = axisNames(axes)[axis];
  if (layer instanceof ConvTranspose2d) {
    const window = layer.windows()[axis];
    const outputPaddings = waysTo(output, window);
    const own = outputPaddings.filter(({ outputPadding }) => outputPadding === layer.outputPadding[axis]);
    const found = { name, output, sizes: own.map(({ input }) => input), anyFrom: undefined, outputPaddings };
    return { ...found, reason: transposedReason(found, window) };
  }
  // Sizes only grow from input to output, so those that give `output` lie side by side, and bisection finds their ends.
  const most = Math.max(4096, 64 * output);
  const sizeOf = (input: number) => outputAlong(layer, axes, axis, input);
  const first = firstWhere(most, (input) => sizeOf(input) >= output);
  const end = firstWhere(most, (input) => sizeOf(input) > output);
  const hasNoEnd = end > most && first <= most;
  const sizes = hasNoEnd ? [] : Array.from({ length: end - first }, (_, i) => first + i);
  const found = { name, output, sizes, anyFrom: hasNoEnd ? first : undefined, outputPaddings: [] };
  return { ...found, reason: reasonFor(found) };
}

/** The output's size along one axis of an input that is large enough along the others; 0 where it does not fit. */
function outputAlong(layer: AnyModule, axes: number, axis: number, input: number): number {
  const enough = Math.max(64, ...(layer.window([1, 1, 1, 1])?.kernelSize ?? [])) * 64;
  const sizes = Array.from({ length: axes }, (_, other) => (other === axis ? input : enough));
  try {
    const rule = layer.explainShape([1, 1, ...sizes]);
    return rule === undefined ? input : rule.output[rule.output.length - axes + axis];
  } catch {
    return 0;
  }
}

/** The first number from 1 to `most` for which a condition holds that holds for all after it; most + 1 if for none. */
function firstWhere(most: number, holds: (value: number) => boolean): number {
  let [low, high] = [1, most + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Which inputs a transposed convolution with this window makes `output` of, and by which outputPadding. */
function waysTo(output: number, window: Window): { input: number; outputPadding: number }[] {
  const { stride, padding, dilation } = window;
  return Array.from({ length: Math.max(stride, dilation) }, (_, outputPadding) => ({
    input: (output - outputPadding + 2 * padding - reach(window)) / stride + 1,
    outputPadding,
  })).filter(({ input }) => Number.isInteger(input) && input >= 1);
}

function reasonFor({ output, sizes, anyFrom }: Omit<SizesOfAxis, 'reason'>): string {
  if (anyFrom !== undefined) return `every size from ${anyFrom} on gives ${output}: the layer chooses its windows to`;
  if (sizes.length === 0) return `no size gives ${output}`;
  if (sizes.length === 1) return `${output} comes from ${sizes[0]} only`;
  const listed =
    sizes.length > 4 ? `${sizes[0]} … ${sizes[sizes.length - 1]}` : sizes.join(', ').replace(/, (\d+)$/, ' and $1');
  return `${output} comes from ${listed}: the formula rounds them to the same`;
}

function transposedReason({ output, sizes, outputPaddings }: Omit<SizesOfAxis, 'reason'>, { stride }: Window): string {
  const own = sizes.length === 0 ? `no size gives ${output} as the layer is` : `${output} comes from ${sizes[0]}`;
  const others = outputPaddings.filter(({ input }) => !sizes.includes(input));
  const ways = outputPaddings.map(({ input, outputPadding }) => `${input} with outputPadding ${outputPadding}`);
  const why = stride > 1 ? ` (the convolution makes one size of ${stride}, and outputPadding says which is meant)` : '';
  return others.length === 0 ? own : `${own}; by the window it comes from ${ways.join(', ')}${why}`;
}
