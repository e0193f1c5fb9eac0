import type { NumberArray } from '../../../dtype.ts';
import type { Shape } from '../../../shape/rowMajor.ts';
import type { MakeCheck } from '../check.ts';
import { layerOf, throughReshapes } from '../graph.ts';

/** What is known of the units of one ReLU: the features of [samples, features], the channels of pictures. */
interface Units {
  readonly alive: Uint8Array;
  samples: number;
  batches: number;
}

/** Before so much was seen, a unit that is always 0 may be one that rarely fires. */
const enough = { samples: 64, batches: 5 };
const leastUnits = 8;
/** A third of the units may well be idle in a healthy net. */
const mostDead = 1 / 2;

/** Counts the units of every ReLU that gave 0 for whatever was looked at. */
export const deadRelu: MakeCheck = (watched) => {
  const layers = new Map<string, Units>();
  /** ReLUs of this forward pass. */
  let count = 0;

  const judge = (name: string, { alive, samples, batches }: Units) => {
    if (samples < enough.samples || batches < enough.batches) return;
    layers.delete(name); // the next window begins
    const dead = alive.length - alive.reduce((sum, isAlive) => sum + isAlive, 0);
    if (dead <= mostDead * alive.length) return;
    const share = Math.round((100 * dead) / alive.length);
    const units = `${dead} of ${alive.length} units (${share} %)`;
    watched.warn('dead-relu', `In the ReLU ${name}, ${units} gave 0 for all ${samples} samples looked at.`);
  };

  return {
    ids: ['dead-relu'],
    operationRan({ operation, nodes: [input], node, output }) {
      if (operation !== 'relu' || node === undefined) return;
      count++;
      const { shape } = output;
      if (shape.length < 2 || shape[1] < leastUnits || !watched.owns(node)) return;
      const layer = layerOf(throughReshapes(input));
      const name = layer === undefined ? `number ${count}` : `after ${layer}`;
      watched.read(output, (numbers) => {
        const known = layers.get(name);
        const units =
          known?.alive.length === shape[1] ? known : { alive: new Uint8Array(shape[1]), samples: 0, batches: 0 };
        layers.set(name, units);
        markAlive(units.alive, numbers, shape);
        units.samples += shape[0];
        units.batches++;
        judge(name, units);
      });
    },
    backwardStarts() {
      count = 0;
    },
  };
};

/** Marks the units that are above 0 anywhere; NaN is another illness. */
function markAlive(alive: Uint8Array, numbers: NumberArray, [samples, units]: Shape): void {
  const inner = numbers.length / (samples * units);
  for (let unit = 0; unit < units; unit++) {
    for (let sample = 0; sample < samples && alive[unit] === 0; sample++) {
      const start = (sample * units + unit) * inner;
      for (let i = start; i < start + inner; i++) {
        if (!(numbers[i] <= 0)) {
          alive[unit] = 1;
          break;
        }
      }
    }
  }
}
