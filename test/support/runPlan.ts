import type { Plan, Source } from '../../src/backends/gpu/lowerings.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';

type Element = (this: unknown, ...inputs: unknown[]) => number | readonly number[];

/** What a kernel gives, one element after the other. */
export function runKernel(
  kernel: Kernel<never>,
  inputs: readonly ArrayLike<number>[],
  sizes: object,
  length: number,
): number[] {
  const element = kernel.element as unknown as Element;
  return Array.from({ length }, (_, x) => element.call({ thread: { x }, constants: sizes }, ...inputs) as number);
}

/** What a plan gives, thread after thread. A read outside an array is an error. */
export function runPlan(plan: Plan, inputs: readonly ArrayLike<number>[]): readonly number[] {
  const outputs: number[][] = [];
  const arrayOf = (source: Source) => ('input' in source ? inputs[source.input] : outputs[source.step]);
  for (const { kernel, inputs: sources, sizes, threads, length } of plan) {
    const element = kernel.element as unknown as Element;
    const arrays = sources.map((source, i) => {
      const name = `${kernel.name}: ${kernel.inputs[i]}`;
      return kernel.quads?.includes(kernel.inputs[i]) ? quadsOf(arrayOf(source), name) : guarded(arrayOf(source), name);
    });
    const output: number[] = [];
    for (let z = 0; z < threads[2]; z++) {
      for (let y = 0; y < threads[1]; y++) {
        for (let x = 0; x < threads[0]; x++) {
          const position = { thread: { x, y, z }, output: { x: threads[0] }, constants: sizes };
          const result = element.call(position, ...arrays);
          if (typeof result === 'number') output.push(result);
          else output.push(...result);
        }
      }
    }
    if (output.length !== length) throw new Error(`${kernel.name} gave ${output.length} elements instead of ${length}`);
    outputs.push(output);
  }
  return outputs[outputs.length - 1];
}

function guarded(numbers: ArrayLike<number>, name: string): ArrayLike<number> {
  return new Proxy(numbers, {
    get(target, key) {
      const place = Number(key);
      if (!(place in target)) throw new Error(`${name} is read at ${String(key)} of ${target.length}`);
      return target[place];
    },
  });
}

/** The same numbers, four at a time. */
function quadsOf(numbers: ArrayLike<number>, name: string): ArrayLike<readonly number[]> {
  if (numbers.length % 4 !== 0) throw new Error(`${name}: ${numbers.length} numbers are no whole quads`);
  const quads = Array.from({ length: numbers.length / 4 }, (_, i) => [0, 1, 2, 3].map((k) => numbers[4 * i + k]));
  return guarded(quads as never, name) as never;
}
