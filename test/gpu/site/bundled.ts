// What the bundlers are given: a program, and one that starts it in a worker.
export { train } from './train.ts';
export { trainInWorker } from './trainInWorker.ts';
