export type {
  TapeData,
  TapeEdge,
  TapeGraph,
  TapeLeaf,
  TapeNode,
  TapeOperation,
  TapeOptions,
  TapeSaved,
} from './graph.ts';
export { tapeGraph } from './graph.ts';
export { type PrintTapeOptions, printTape } from './printTape.ts';
export { tapeToDot } from './tapeToDot.ts';
export { tapeToMermaid } from './tapeToMermaid.ts';
export { tapeToSvg } from './tapeToSvg.ts';
