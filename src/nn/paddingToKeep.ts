import { ArgumentError } from '../errors.ts';
import { axisNames } from '../explain/shape/axis.ts';
import { poolSizes } from '../ops/window/poolGeometry.ts';
import { requireInteger } from '../options.ts';
import { outputSize, reach, samePadding, type Window } from '../shape/window.ts';
import { Answer } from './Answer.ts';
import { Conv1d, Conv2d } from './convolutions.ts';
import { SlidingPool } from './SlidingPool.ts';
import { wrapped } from './shapeText.ts';

/** Which padding lets one axis keep its size, and why. */
export interface PaddingOfAxis {
  readonly name: string;
  readonly size: number;
  /** The number for both sides; undefined where there is none. */
  readonly padding: number | undefined;
  /** How much before and after, where the window keeps the size with some padding: at stride 1. */
  readonly sides: readonly [before: number, after: number] | undefined;
  /** The sizes that paddings from 0 on give, up to the largest with which every window touches the input. */
  readonly sizes: readonly { readonly padding: number; readonly output: number }[];
  readonly reason: string;
}

/** What `paddingToKeep` found. */
export class PaddingAnswer extends Answer {
  readonly axes: readonly PaddingOfAxis[];
  /** What to write for `padding`; undefined where nothing will do. */
  readonly padding: readonly number[] | 'same' | undefined;
  readonly text: string;

  constructor(axes: readonly PaddingOfAxis[], padding: readonly number[] | 'same' | undefined) {
    super();
    this.axes = axes;
    this.padding = padding;
    const alike = axes.every(({ reason, size }) => reason === axes[0].reason && size === axes[0].size);
    const told = alike ? [{ ...axes[0], name: axes.map(({ name }) => name).join(' and ') }] : axes;
    this.text = told.flatMap(({ name, reason }) => wrapped(`${name}: ${reason}`, 0)).join('\n');
  }
}

/**
 * Answers "which padding keeps 32?" for a convolution or a pooling: whatever padding the layer has now.
 *
 *     console.log(paddingToKeep(new nn.Conv2d(3, 8, 5), 32)); // 2
 *
 * The well-known (k − 1)/2 is right for odd kernels with stride 1 and dilation 1 only. The answer says what to do with
 * the others, and why a stride above 1 cannot keep a size.
 *
 * @param size the axis's, or one for each axis.
 * @throws ArgumentError for a layer that slides no window.
 */
export function paddingToKeep(layer: unknown, size: number | readonly number[]): PaddingAnswer {
  const isPool = layer instanceof SlidingPool;
  if (!isPool && !(layer instanceof Conv1d) && !(layer instanceof Conv2d)) {
    throw new ArgumentError('paddingToKeep', `expects a convolution or a sliding pool, but got ${String(layer)}`);
  }
  const windows = layer.windows();
  const list = typeof size === 'number' ? windows.map(() => size) : size;
  if (list.length !== windows.length) {
    throw new ArgumentError('paddingToKeep', `expects a size for each of ${windows.length} axes, but got [${list}]`);
  }
  for (const cells of list) requireInteger('paddingToKeep', 'size', cells, 1);
  const ceilMode = isPool && layer.ceilMode;
  const axes = windows.map((window, axis) =>
    alongAxis(axisNames(windows.length)[axis], list[axis], { window, isPool, ceilMode }),
  );
  const paddings = axes.flatMap(({ padding }) => padding ?? []);
  const isSame = !isPool && axes.every(({ sides }) => sides !== undefined);
  return new PaddingAnswer(axes, paddings.length === axes.length ? paddings : isSame ? 'same' : undefined);
}

interface Sliding {
  readonly window: Window;
  readonly isPool: boolean;
  readonly ceilMode: boolean;
}

function alongAxis(name: string, size: number, { window, isPool, ceilMode }: Sliding): PaddingOfAxis {
  const { size: taps, stride, dilation } = window;
  // With more, a window would lie in the padding entirely; poolings refuse more than half the kernel.
  const most = isPool ? Math.floor(taps / 2) : reach(window) - 1;
  const sizes = Array.from({ length: most + 1 }, (_, padding) => {
    const padded = { size: taps, stride, dilation, padding };
    return { padding, output: placesOr0(size, { window: padded, isPool, ceilMode }) };
  });
  const padding = sizes.find(({ output }) => output === size)?.padding;
  const sides = stride === 1 ? samePadding(taps, dilation) : undefined;
  const found = { name, size, padding, sides, sizes };
  return { ...found, reason: reasonFor(found, { window, isPool, ceilMode }) };
}

/** How many places a window has; 0 where the operation refuses it. */
function placesOr0(size: number, { window, isPool, ceilMode }: Sliding): number {
  const { size: taps, stride, padding, dilation } = window;
  try {
    if (!isPool) return outputSize('paddingToKeep', size, window);
    const row = { kernelSize: [1, taps], stride: [1, stride], padding: [0, padding], dilation: [1, dilation] } as const;
    return poolSizes('paddingToKeep', [1, 1, size], { ...row, ceilMode }).outWidth;
  } catch {
    return 0;
  }
}

function reasonFor(
  { size, padding, sides, sizes }: Omit<PaddingOfAxis, 'reason'>,
  { window, isPool }: Sliding,
): string {
  const { size: taps, stride, dilation } = window;
  const total = `dilation·(k − 1) = ${dilation}·(${taps} − 1) = ${dilation * (taps - 1)}`;
  if (sides === undefined) {
    if (padding !== undefined) return `padding ${padding} keeps ${size}, at stride ${stride} by chance`;
    const needed = (size - 1) * stride + reach(window) - size;
    const given = sizes.map((one) => `${one.padding} gives ${one.output}`).join(', ');
    return (
      `stride ${stride} cannot keep ${size}: that would take (${size} − 1)·${stride} + ${reach(window)} − ${size} = ` +
      `${needed} cells of padding in all, and windows that see nothing else. Padding ${given}`
    );
  }
  const [before, after] = sides;
  if (padding !== undefined) {
    const rule = dilation === 1 ? '(k − 1)/2' : 'dilation·(k − 1)/2';
    const limits = dilation === 1 ? ', which is right for odd k at stride 1 and dilation 1' : '';
    return `padding ${padding} keeps ${size}: ${rule}${limits}`;
  }
  if (before === after) {
    return before > Math.floor(taps / 2)
      ? `padding ${before} would keep ${size}, but a pooling takes no more than ⌊k/2⌋ = ${Math.floor(taps / 2)}`
      : `padding ${before} would keep ${size}, but the taps of the window would all lie in the padding`;
  }
  const how = isPool
    ? `a pooling pads both sides alike: put an nn.ConstantPad2d before it`
    : `padding: 'same' does so, or an nn.ZeroPad2d before the layer`;
  return `no padding alike on both sides keeps ${size}, for ${total} is odd: ${before} before and ${after} after do; ${how}`;
}
