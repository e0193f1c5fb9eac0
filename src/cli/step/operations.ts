import { convolutions } from './convolutions.ts';
import { poolings } from './poolings.ts';
import type { Steppable } from './prepared.ts';
import { products } from './products.ts';

/** Every operation that can be walked through, by its name in `F`. */
export const operations: Readonly<Record<string, Steppable>> = { ...convolutions, ...poolings, ...products };
