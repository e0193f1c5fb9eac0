import { ArgumentError } from '../../errors.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import type { Planes } from '../planes.ts';
import { Transform } from './Transform.ts';
import { type Step, tabulatePointwise } from './tabulate.ts';

/** One transform after the other. */
export class Compose extends Transform {
  readonly transforms: readonly Transform[];
  /** The same, with neighbours that a table can stand for made one step. */
  readonly #steps: readonly Step[];

  /** @throws ArgumentError if something in the list is no transform. */
  constructor(transforms: readonly Transform[]) {
    super();
    const wrong = transforms.findIndex((transform) => !(transform instanceof Transform));
    if (wrong >= 0) {
      throw new ArgumentError(
        'Compose',
        `entry ${wrong} of the list is no Transform, but of type ${typeof transforms[wrong]}`,
      );
    }
    this.transforms = [...transforms];
    this.#steps = tabulatePointwise(transforms);
  }

  transform(planes: Planes, random: RandomSource, into?: Float32Array): Planes {
    const last = this.#steps.length - 1;
    return this.#steps.reduce(
      (picture, step, index) => step.transform(picture, random, index === last ? into : undefined),
      planes,
    );
  }

  toString(): string {
    const lines = this.transforms.map((transform) => `    ${String(transform).replaceAll('\n', '\n    ')}\n`);
    return `Compose(\n${lines.join('')})`;
  }
}
