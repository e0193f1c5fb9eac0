import { band } from './band.ts';
import { cat } from './cat.ts';
import { overlay } from './overlay.ts';
import { place } from './place.ts';
import { strided } from './strided.ts';

/** Kernels that move numbers without changing them. */
export const moveKernels = { band, cat, overlay, place, strided } as const;
