import { ArgumentError } from '../../errors.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import type { Planes } from '../planes.ts';
import { Transform } from './Transform.ts';

/** One transform after the other. */
export class Compose extends Transform {
  readonly transforms: readonly Transform[];

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
  }

  transform(planes: Planes, random: RandomSource): Planes {
    return this.transforms.reduce((picture, transform) => transform.transform(picture, random), planes);
  }

  toString(): string {
    const lines = this.transforms.map((transform) => `    ${String(transform).replaceAll('\n', '\n    ')}\n`);
    return `Compose(\n${lines.join('')})`;
  }
}
