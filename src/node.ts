/** stridegrad's public names that need Node: data sets that are fetched, and files. */
export * from './data/node.ts';
export * from './io/node.ts';
export * from './vision/node.ts';
