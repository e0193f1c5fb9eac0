import { linesOf } from './drawing.ts';
import type { TapeGraph, TapeNode } from './graph.ts';

/** The shapes of Mermaid's flow charts, around a quoted text. */
const shapes: Readonly<Record<TapeNode['kind'], readonly [open: string, close: string]>> = {
  operation: ['[', ']'],
  leaf: ['([', '])'],
  data: ['[/', '/]'],
};

/** A tape as a Mermaid flow chart, which GitHub draws in a ```` ```mermaid ```` block. */
export function tapeToMermaid({ nodes, edges }: TapeGraph): string {
  const lines = [
    'flowchart TD',
    ...nodes.map((node) => {
      const [open, close] = shapes[node.kind];
      return `  ${node.id}${open}"${linesOf(node).map(escaped).join('<br/>')}"${close}`;
    }),
    ...edges.map(({ from, to }) => `  ${from} --> ${to}`),
  ];
  return lines.join('\n');
}

/** Mermaid's own entities have a number and no ampersand: #35; is #. */
function escaped(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[^\w .,:[\]=→]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
