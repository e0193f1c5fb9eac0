import type { FlatArray, Kernel, Position } from '../kernel.ts';

/** p' = keep·p − lr·direction: a step downhill. `keep` is 1 − lr·weightDecay where decay is decoupled, else 1. */
export const descend: Kernel<object> = {
  name: 'descend',
  inputs: ['param', 'direction'],
  sizes: [],
  scalars: ['lr', 'keep'],
  element,
  helpers: [],
};

function element(this: Position<object>, param: FlatArray, direction: FlatArray, lr: number, keep: number): number {
  return keep * param[this.thread.x] - lr * direction[this.thread.x];
}
