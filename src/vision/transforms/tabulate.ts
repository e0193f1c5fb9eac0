import { defaultGenerator } from '../../random/generator.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import type { Planes } from '../planes.ts';
import type { Transform } from './Transform.ts';

/** A transform as a pipeline sees it. */
export type Step = Pick<Transform, 'transform'>;

/** The same pipeline with every run of pointwise transforms as one step. */
export function tabulatePointwise(transforms: readonly Transform[]): Step[] {
  const steps: Step[] = [];
  let run: Transform[] = [];
  for (const transform of transforms) {
    if (transform.isPointwise) {
      run.push(transform);
      continue;
    }
    if (run.length > 0) steps.push(new Tabulated(run));
    run = [];
    steps.push(transform);
  }
  if (run.length > 0) steps.push(new Tabulated(run));
  return steps;
}

/**
 * Pointwise transforms in a row. A byte has 256 values, so for pictures of bytes the transforms themselves fill a
 * table, once, and a picture is looked up there: the same numbers to the bit, without an array for each transform.
 */
class Tabulated implements Step {
  readonly #transforms: readonly Transform[];
  /** For each number of channels: [channels, 256]. */
  readonly #tables = new Map<number, Planes['data']>();

  constructor(transforms: readonly Transform[]) {
    this.#transforms = transforms;
  }

  transform(planes: Planes, random: RandomSource, into?: Float32Array): Planes {
    const { data, channels } = planes;
    if (!(data instanceof Uint8Array)) return this.#inTurn(planes, random);
    const table = this.#tableFor(channels);
    if (table instanceof Uint8Array) return this.#inTurn(planes, random);
    const plane = planes.height * planes.width;
    const out = into ?? new Float32Array(data.length);
    for (let channel = 0; channel < channels; channel++) {
      lookUp(table.subarray(channel * 256), data, out, [channel * plane, (channel + 1) * plane]);
    }
    return { data: out, channels, height: planes.height, width: planes.width };
  }

  #inTurn(planes: Planes, random: RandomSource): Planes {
    return this.#transforms.reduce((picture, transform) => transform.transform(picture, random), planes);
  }

  #tableFor(channels: number): Planes['data'] {
    let table = this.#tables.get(channels);
    if (table === undefined) {
      // A picture of one row that holds every byte once, in each channel.
      const everyByte = Uint8Array.from({ length: channels * 256 }, (_, index) => index % 256);
      table = this.#inTurn({ data: everyByte, channels, height: 1, width: 256 }, defaultGenerator).data;
      this.#tables.set(channels, table);
    }
    return table;
  }
}

/** Four numbers a turn, for the loop itself costs V8 as much as looking up: 9 µs a CIFAR picture becomes 5.7. */
function lookUp(
  table: Float32Array,
  bytes: Uint8Array,
  out: Float32Array,
  [start, end]: readonly [start: number, end: number],
): void {
  let index = start;
  for (; index + 3 < end; index += 4) {
    out[index] = table[bytes[index]];
    out[index + 1] = table[bytes[index + 1]];
    out[index + 2] = table[bytes[index + 2]];
    out[index + 3] = table[bytes[index + 3]];
  }
  for (; index < end; index++) {
    out[index] = table[bytes[index]];
  }
}
