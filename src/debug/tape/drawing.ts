import type { TapeNode } from './graph.ts';
import { formText, savedText, shapeText } from './words.ts';

/** What stands in a node's box in every picture of a tape, line by line. */
export function linesOf(node: TapeNode): string[] {
  const form = formText(node, 'float32');
  if (node.kind === 'data') return [`data ${form}`];
  if (node.kind === 'leaf') return [node.name, form];
  const name = node.name === undefined ? '' : `${node.name} = `;
  return [`${name}#${node.step} ${node.operation}`, form];
}

/** What is said of a node where there is room for a sentence: a tooltip. */
export function detailOf(node: TapeNode): string {
  const hooks = 'hooks' in node && node.hooks > 0 ? ` Hooks: ${node.hooks}.` : '';
  if (node.kind === 'data') return 'An input that needs no gradient.';
  if (node.kind === 'leaf') return `A leaf${node.hasGrad ? ', with a gradient' : ', without a gradient yet'}.${hooks}`;
  const saved = node.saved.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(', ');
  const kept = node.isFreed ? 'freed' : saved === '' ? 'nothing' : `${saved} (${savedText(node)})`;
  return `Saved for backward: ${kept}.${node.retainsGrad ? ' Keeps its gradient.' : ''}${hooks}`;
}
