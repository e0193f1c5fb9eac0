import { linesOf } from './drawing.ts';
import type { TapeGraph, TapeNode } from './graph.ts';

const looks: Readonly<Record<TapeNode['kind'], string>> = {
  operation: 'style="rounded,filled", fillcolor="#dbeafe"',
  leaf: 'style=filled, fillcolor="#dcfce7"',
  data: 'style=dashed',
};

/** A tape in Graphviz's language: `dot -Tsvg` draws it. */
export function tapeToDot({ nodes, edges }: TapeGraph): string {
  const lines = [
    'digraph tape {',
    '  node [shape=box, fontname="monospace", fontsize=11];',
    ...nodes.map((node) => `  ${node.id} [label=${quoted(linesOf(node))}, ${looks[node.kind]}];`),
    ...edges.map(({ from, to }) => `  ${from} -> ${to};`),
    '}',
  ];
  return lines.join('\n');
}

/** Lines as one DOT string, where `\n` breaks a line. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replace(/[\s\p{Cc}]+/gu, ' ').replace(/["\\]/g, '\\$&'));
  return `"${escaped.join('\\n')}"`;
}
