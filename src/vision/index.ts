export type { Image } from '../io/image.ts';
export { decodePng, encodePng } from '../io/png.ts';
export { drawInText, type TextOptions } from './drawInText.ts';
export { type GridOptions, makeGrid } from './makeGrid.ts';
export type { Planes } from './planes.ts';
export { toImage } from './toImage.ts';
export * as transforms from './transforms/index.ts';
