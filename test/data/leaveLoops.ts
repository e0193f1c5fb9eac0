import { DataLoader } from '../../src/data/index.ts';

// Run by a test as a process of its own: leaves four loops, and abandons a fifth with its workers at work.
const source = { module: new URL('./workerDatasets.ts', import.meta.url), export: 'mixed', args: [50] };
const loader = new DataLoader(source, { numWorkers: 1, prefetch: 1 });
for (const loop of [1, 2, 3, 4]) {
  for await (const _ of loader) break;
  console.log('left', loop);
}
await loader[Symbol.asyncIterator]().next();
console.log('abandoned');
