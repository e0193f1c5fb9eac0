import type { GraphNode } from '../../autograd/node.ts';

/** The operation that computed `node`, whatever shapes its result went through since. */
export function throughReshapes(node: GraphNode | undefined): GraphNode | undefined {
  let source = node;
  while (source?.operation === 'reshape') source = source.inputs[0];
  return source;
}

/** The path of the layer whose parameters are read by the operation `node`: 'fc1'. */
export function layerOf(node: GraphNode | undefined): string | undefined {
  const label = node?.inputs.find((input) => input?.label !== undefined)?.label;
  return label?.includes('.') ? label.slice(0, label.lastIndexOf('.')) : label;
}

/** A list for a sentence, cut short after three: 'a, b, c and 5 more'. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length <= 3 ? shown : `${shown} and ${names.length - 3} more`;
}
