import type test from 'tape';
import { close } from '../../support/close.ts';
import { train } from '../site/train.ts';

const expected = await train('reference');
const roundings = 1000; // what four steps make of the roundings of float32

/** The devices that every browser of today has, if only by programs that play a GPU. */
export const devices = ['reference', 'gpu:webgpu', 'gpu:webgl2', 'gpu:webasm'] as const;

/** Asserts that the losses of `train` are those that the sources have in Node on the reference. */
export function isAsInNode(t: test.Test, losses: readonly number[], message: string): void {
  const same = losses.length === expected.length && losses.every((loss, i) => close(loss, expected[i], roundings));
  t.ok(same, `${message}: ${losses} beside ${expected}`);
}
