import type { DType, NumberArray } from '../dtype.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { debuggerListens } from './debugger.ts';

/** Computes every element of a kernel's output, one after the other. */
export type Loop = (inputs: readonly NumberArray[], scalars: readonly number[], output: NumberArray) => void;

/** What the loops of one kernel, sizes and dtype are compiled for. */
export interface LoopRequest {
  readonly kernel: Kernel<never>;
  readonly sizes: object;
  readonly inputs: readonly NumberArray[];
  readonly scalars: readonly number[];
  readonly dtype: DType;
}

/**
 * A loop made of a kernel's text: its helpers, and its element with the sizes as literals. V8 then has a function that
 * no other kernel teaches other types, in which everything is decided that the sizes decide. Each input is copied first,
 * into an array that belongs to the loop: type, length and place are known then, and a read is one instruction instead
 * of eight. It has float64 numbers, as the sums (decision 086).
 *
 * undefined where a page forbids making code at run time, or the text is no kernel's.
 */
export function compiledLoop({ kernel, sizes, inputs, scalars, dtype }: LoopRequest): Loop | undefined {
  const [, parameters, body] = /^function[^(]*\(([^)]*)\)\s*\{([\s\S]*)\}$/.exec(kernel.element.toString()) ?? [];
  if (body === undefined) return undefined;
  const element = body.replaceAll('this.constants', JSON.stringify(sizes)).replaceAll('this.thread.x', '$x');
  const names = parameters.split(',').map((name) => name.trim());
  const arrays = names.slice(0, inputs.length);
  const numbers = names.slice(inputs.length).join(', ');
  const truth = dtype === 'bool' ? ' === 0 ? 0 : 1' : '';
  const text = `
    ${kernel.helpers.join('\n')}
    return (${arrays.map((name) => `$${name}`).join(', ')}) => {
      function element($x, ${numbers}) {
        ${arrays.map((name) => `const ${name} = $${name};`).join(' ')}
        ${element}
      }
      return function everyElement($output, ${numbers}) {
        for (let $x = 0; $x < $output.length; $x++) $output[$x] = element($x, ${numbers})${truth};
      };
    };
    //# sourceURL=stridegrad/${kernel.name}.js`;
  try {
    const own = inputs.map(({ length }) => new Float64Array(length));
    const loop = new Function(text)()(...own);
    loop(new Float64Array(1), ...scalars); // a name that the kernel's helpers do not list is missing here
    return (inputs, scalars, output) => {
      for (let i = 0; i < own.length; i++) own[i].set(inputs[i]);
      loop(output, ...scalars);
    };
  } catch {
    return undefined;
  }
}

/** What is known of runs that have the same kernel, sizes, dtype and lengths. */
interface Acquaintance {
  readonly kernel: Kernel<never>;
  /** Output elements that the plain loop has computed. */
  elements: number;
  /** Bytes of the loop's own arrays. */
  bytes: number;
  loop?: Loop | undefined;
}

/** After this many elements a loop is worth its compilation: about a millisecond of the plain loop. */
const worthwhile = 10_000;
/** So many runs are made by the plain loop in any case: a debugger in a browser cannot be noticed. */
const plainRuns = 2;
const mostAcquaintances = 500;
/** All compiled loops together may have this many bytes of their own. */
const mostBytes = 64 * 2 ** 20;

const acquaintances = new Map<string, Acquaintance>();
let bytesOfAll = 0;

/**
 * The compiled loop for a run that has come often enough; undefined: the plain loop has to do it. While a debugger
 * listens it always has to, for breakpoints are in the kernels' files, even if the debugger came when loops were compiled.
 */
export function compiledFor(request: LoopRequest, length: number): Loop | undefined {
  if (debuggerListens()) return undefined;
  const key = keyOf(request, length);
  let known = acquaintances.get(key);
  if (known?.kernel !== request.kernel) {
    known = { kernel: request.kernel, elements: -plainRuns * length, bytes: 0 };
    forget(mostAcquaintances - 1, mostBytes);
    acquaintances.set(key, known);
  }
  known.elements += length;
  if (known.loop === undefined && known.elements > worthwhile) {
    known.elements = Number.NEGATIVE_INFINITY; // whatever comes of it, it is not tried again
    known.bytes = 8 * request.inputs.reduce((sum, input) => sum + input.length, 0);
    if (known.bytes <= mostBytes) {
      known.loop = compiledLoop(request);
      acquaintances.delete(key); // the youngest is let go of last
      forget(mostAcquaintances, mostBytes - known.bytes);
      acquaintances.set(key, known);
      if (known.loop !== undefined) bytesOfAll += known.bytes;
    }
  }
  return known.loop;
}

/** Whatever a loop is compiled for, as text. It is made for every run, hence without lists. */
function keyOf({ kernel, sizes, inputs, dtype }: LoopRequest, length: number): string {
  let key = `${kernel.name} ${dtype} ${length}`;
  for (const name of kernel.sizes) key += ` ${(sizes as Record<string, number>)[name]}`;
  for (const input of inputs) key += `,${input.length}`;
  return key;
}

/** Lets go of the oldest until there are at most so many, with so many bytes. */
function forget(most: number, bytes: number): void {
  for (const [key, old] of acquaintances) {
    if (acquaintances.size <= most && bytesOfAll <= bytes) return;
    if (old.loop !== undefined) bytesOfAll -= old.bytes;
    acquaintances.delete(key);
  }
}
