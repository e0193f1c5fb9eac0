import type { TapeGraph, TapeLeaf, TapeNode, TapeOperation } from './graph.ts';
import { bytesText, countText, cutEnd, cutFront, formText, joinOperands, savedText, wrap } from './words.ts';

/** One line of the table, in words. */
interface Row {
  readonly step: string;
  readonly operation: string;
  /** Operands and result. */
  readonly flow: (detail: Detail) => string;
  readonly saved: string;
}

/** How much is said of operands. What is left out stands elsewhere: in the line of that step, or among the leaves. */
interface Detail {
  /** Shapes of what other steps made. */
  readonly stepShapes: boolean;
  /** Shapes of leaves. */
  readonly leafShapes: boolean;
  /** Whose path is said in full: every leaf's, only the first one's ('conv1.weight + …bias'), or none's. */
  readonly paths: 'all' | 'first' | 'none';
}

const details: readonly Detail[] = [
  { stepShapes: true, leafShapes: true, paths: 'all' },
  { stepShapes: false, leafShapes: true, paths: 'all' },
  { stepShapes: false, leafShapes: false, paths: 'all' },
  { stepShapes: false, leafShapes: false, paths: 'first' },
  { stepShapes: false, leafShapes: false, paths: 'none' },
];

/** An operation's name may take so many characters of a line. */
const operationWidth = 16;

/** The tape in forward order, a line an operation; the middle is left out beyond `lines` operations. */
export function forwardText(graph: TapeGraph, { width, lines }: { width: number; lines: number }): string {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const operations = graph.nodes.filter(({ kind }) => kind === 'operation') as TapeOperation[];
  const leaves = graph.nodes.filter(({ kind }) => kind === 'leaf') as TapeLeaf[];
  const { shown, left, gapAt } = withoutMiddle(operations, lines);
  const rows = shown.map((operation) => rowOf(operation, byId));
  const table = layRows(rows, width);
  if (left > 0) table.splice(1 + gapAt, 0, `… ${countText(left, 'operation')} more …`);
  return [
    ...(operations.length === 0 ? [] : table.map((line) => cutEnd(line, width))),
    ...wrap(summary(operations, leaves, graph.savedBytes), width, ''),
    ...leavesText(leaves, width, lines),
  ].join('\n');
}

/** The first and last of a list that is too long. */
export function withoutMiddle<Entry>(
  all: readonly Entry[],
  most: number,
): { shown: readonly Entry[]; left: number; gapAt: number } {
  if (all.length <= most) return { shown: all, left: 0, gapAt: 0 };
  const gapAt = Math.ceil(most / 2);
  const shown = [...all.slice(0, gapAt), ...all.slice(all.length - (most - gapAt))];
  return { shown, left: all.length - shown.length, gapAt };
}

function rowOf(node: TapeOperation, byId: ReadonlyMap<string, TapeNode>): Row {
  const inputs = node.inputs.map((id) => byId.get(id) as TapeNode);
  const firstLeaf = inputs.findIndex(({ kind }) => kind === 'leaf');
  const operand = (input: TapeNode, i: number, detail: Detail) => {
    const form = formText(input, node.dtype);
    if (input.kind === 'data') return form;
    if (input.kind === 'operation') return detail.stepShapes ? `#${input.step} ${form}` : `#${input.step}`;
    const isFull = detail.paths === 'all' || (detail.paths === 'first' && i === firstLeaf);
    const name = isFull ? input.name : input.name.replace(/^.+\./, '…');
    return detail.leafShapes ? `${name} ${form}` : name;
  };
  const result = [node.name, formText(node, 'float32')].filter((part) => part !== undefined).join(' ');
  const notes = [...(node.retainsGrad ? [node.hasGrad ? 'has grad' : 'keeps grad'] : []), ...hooksText(node.hooks)];
  return {
    step: `#${node.step}`,
    operation: cutEnd(node.operation, operationWidth),
    flow: (detail) => {
      const operands = inputs.map((input, i) => operand(input, i, detail));
      return `${joinOperands(node.operation, operands)} → ${result}${inParentheses(notes)}`;
    },
    saved: savedText(node),
  };
}

/** Lays the rows out with as much detail as fits in all of them; paths are shortened only where one row needs it. */
function layRows(rows: readonly Row[], width: number): string[] {
  const title: Row = { step: '#', operation: 'operation', flow: () => 'operands → result', saved: 'saved' };
  const all = [title, ...rows];
  const step = longest(all.map((row) => row.step));
  const operation = longest(all.map((row) => row.operation));
  const room = Math.max(16, width - step - operation - 3);
  const fits = (row: Row, detail: Detail) => row.flow(detail).length + 2 + row.saved.length <= room;
  const common = details.findIndex((detail, i) => i === commonDetail || rows.every((row) => fits(row, detail)));
  const flows = all.map((row) => {
    const detail = details.slice(common).find((detail) => fits(row, detail)) ?? details[details.length - 1];
    return cutMiddle(row.flow(detail), room - row.saved.length - 2);
  });
  const end = longest(all.map(({ saved }, i) => `${flows[i]}  ${saved}`));
  return all.map((row, i) => {
    const start = `${row.step.padEnd(step)} ${row.operation.padEnd(operation)}`;
    return `${start}  ${flows[i]}${row.saved.padStart(end - flows[i].length)}`;
  });
}

/** From this one of `details` on, each row goes its own way. */
const commonDetail = 2;

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** What is still too long keeps its result, which stands at the end. */
function cutMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = text.slice(text.lastIndexOf(' → '));
  return end.length + 2 > width ? cutEnd(text, width) : `${text.slice(0, width - end.length - 1)}…${end}`;
}

function summary(operations: readonly TapeOperation[], leaves: readonly TapeLeaf[], savedBytes: number): string[] {
  const freed = operations.filter(({ isFreed }) => isFreed).length;
  const kept =
    freed === operations.length
      ? 'What was saved for backward is freed.'
      : savedBytes === 0
        ? 'Nothing has to be saved for backward.'
        : `Saved for backward: ${bytesText(savedBytes)}${freed > 0 ? `, and freed in ${countText(freed, 'operation')}` : ''}.`;
  const [shared] = operations.flatMap(({ saved }) => saved.flatMap(({ countedAt }) => countedAt ?? []));
  return [
    countText(operations.length, 'operation'),
    `${countText(leaves.length, 'leaf', 'leaves')}.`,
    ...(operations.length === 0 ? [] : kept.split(' ')),
    ...(shared === undefined
      ? []
      : `"#${shared}'s" are numbers that step ${shared} saves too: they count there.`.split(' ')),
  ].map((part, i) => (i === 0 ? `${part},` : part));
}

function leavesText(leaves: readonly TapeLeaf[], width: number, lines: number): string[] {
  const { shown, left, gapAt } = withoutMiddle(leaves, lines);
  const items = shown.map((leaf, i) => {
    const notes = [...(leaf.hasGrad ? ['has grad'] : []), ...hooksText(leaf.hooks)];
    const end = i === shown.length - 1 ? '' : ',';
    return `${cutFront(leaf.name, width - 30)} ${formText(leaf, 'float32')}${inParentheses(notes)}${end}`;
  });
  if (left > 0) items.splice(gapAt, 0, `… ${left} more …`);
  return leaves.length === 0 ? [] : wrap(['leaves:', ...items], width, '  ');
}

function hooksText(hooks: number): string[] {
  return hooks === 0 ? [] : [countText(hooks, 'hook')];
}

function inParentheses(notes: readonly string[]): string {
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}
