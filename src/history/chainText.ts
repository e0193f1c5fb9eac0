import type { Link } from './chain.ts';

const columns = 80;
/** Longer chains are shortened in the middle, to the first and the last links. */
const mostLinks = 12;
const [firstLinks, lastLinks] = [3, 7];

/**
 * A chain as lines of at most 80 columns, where names are not too long for that:
 *
 *     In Net: input [4, 3, 36, 36] → conv1 [4, 6, 32, 32] → pool [4, 6, 16, 16]
 *             → flatten [4, 1536] → fc1
 */
export function chainText(title: string, chain: readonly Link[], end: string): string {
  const indent = ' '.repeat(Math.min(title.length + 2, 24));
  const lines = [`${title}:`];
  for (const [index, text] of [...shortened(chain), end].entries()) {
    const piece = index === 0 ? ` ${text}` : ` → ${text}`;
    const line = lines[lines.length - 1] + piece;
    if (line.length <= columns || index === 0) {
      lines[lines.length - 1] = line;
    } else {
      lines.push(indent + piece.trimStart());
    }
  }
  return lines.join('\n');
}

function shortened(chain: readonly Link[]): string[] {
  const texts = chain.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  const left = texts.length - firstLinks - lastLinks;
  return texts.length <= mostLinks
    ? texts
    : [...texts.slice(0, firstLinks), `… ${left} more …`, ...texts.slice(-lastLinks)];
}
