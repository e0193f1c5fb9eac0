import { ArgumentError } from '../../errors.ts';
import { detailOf } from './drawing.ts';
import type { TapeGraph } from './graph.ts';
import type { Box } from './layers.ts';
import { type Layout, layOut, type Route } from './layout.ts';
import { bytesText, countText } from './words.ts';

/** Beyond this nobody can read a picture; DOT and Mermaid have no limit. */
const mostNodes = 2000;

const style = `
  svg { color-scheme: light dark; font: 12px ui-monospace, Menlo, Consolas, monospace; }
  .ground { fill: #ffffff; } text { fill: #1f2328; text-anchor: middle; } .form { fill: #59636e; }
  .operation rect { fill: #ddf4ff; stroke: #54aeff; } .leaf rect { fill: #dafbe1; stroke: #4ac26b; }
  .data rect { fill: #f6f8fa; stroke: #8c959f; stroke-dasharray: 4 3; }
  .edge { fill: none; stroke: #6e7781; stroke-width: 1.3; } .head { fill: #6e7781; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } text { fill: #e6edf3; } .form { fill: #9198a1; }
    .operation rect { fill: #121d2f; stroke: #388bfd; } .leaf rect { fill: #12261e; stroke: #3fb950; }
    .data rect { fill: #161b22; stroke: #6e7681; }
    .edge { stroke: #8b949e; } .head { fill: #8b949e; }
  }
`;

/**
 * A picture of a tape, as the text of an SVG: data flows down along the arrows, gradients go up against them. It follows
 * the reader's choice of light or dark. Every box says in a tooltip what is saved for backward.
 *
 * @throws ArgumentError for more than 2,000 nodes.
 */
export function tapeToSvg(graph: TapeGraph): string {
  if (graph.nodes.length > mostNodes) {
    throw new ArgumentError(
      'tapeToSvg',
      `a picture holds ${mostNodes} nodes, but this tape has ${graph.nodes.length}. Draw a part of it, or use printTape`,
    );
  }
  const layout = layOut(graph);
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(titleOf(graph))}</title>
<style>${style}</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>
<rect class="ground" width="${width}" height="${height}"/>
${layout.routes.map((route) => edgeText(route, layout)).join('\n')}
${layout.boxes.map(boxText).join('\n')}
</svg>`;
}

function titleOf({ nodes, savedBytes }: TapeGraph): string {
  const operations = nodes.filter(({ kind }) => kind === 'operation').length;
  const leaves = nodes.filter(({ kind }) => kind === 'leaf').length;
  const counts = `${countText(operations, 'operation')}, ${countText(leaves, 'leaf', 'leaves')}`;
  return `Tape: ${counts}, ${bytesText(savedBytes)} saved for backward`;
}

function boxText(box: Box): string {
  const { node, lines, x, y, width, height } = box;
  const first = y - (lines.length - 1) * 7.5 + 4;
  const texts = lines.map(
    (line, i) =>
      `<text${i > 0 ? ' class="form"' : ''} x="${round(x)}" y="${round(first + i * 15)}">${escaped(line)}</text>`,
  );
  const radius = node.kind === 'operation' ? 5 : height / 2;
  const rect = `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${round(Math.min(radius, 14))}"/>`;
  return `<g class="${node.kind}"><title>${escaped(detailOf(node))}</title>${rect}${texts.join('')}</g>`;
}

function edgeText(route: Route, { routes }: Layout): string {
  const { from, to, via, isShort } = route;
  if (isShort) {
    const [x, y] = [from.x + from.width / 2, from.y];
    const end = to.x - to.width / 2;
    const target =
      to.y +
      spread(
        route,
        routes.filter((other) => other.to === to && other.isShort),
        9,
      );
    return path(
      `M${round(x)} ${round(y)}C${round(x + 11)} ${round(y)} ${round(end - 11)} ${round(target)} ${round(end - 1)} ${round(target)}`,
    );
  }
  // Twice the same pair of boxes: two lines side by side. Different lines into one box: each its own arrow head.
  const twins = routes.filter((other) => other.from === from && other.to === to && !other.isShort);
  const arriving = routes.filter((other) => other.to === to && !other.isShort).sort((a, b) => sourceX(a) - sourceX(b));
  let [x, y] = [from.x + spread(route, twins, 26), from.y + from.height / 2];
  let line = `M${round(x)} ${round(y)}`;
  const stops = [
    ...via.map(({ x: viaX, top, bottom }) => ({ x: viaX, top, bottom })),
    { x: to.x + spread(route, arriving, 26), top: to.y - to.height / 2 - 1, bottom: undefined },
  ];
  for (const stop of stops) {
    const middle = (y + stop.top) / 2;
    line += `C${round(x)} ${round(middle)} ${round(stop.x)} ${round(middle)} ${round(stop.x)} ${round(stop.top)}`;
    [x, y] = [stop.x, stop.bottom ?? stop.top];
    if (stop.bottom !== undefined) line += `V${round(stop.bottom)}`;
  }
  return path(line);
}

function sourceX({ from, via }: Route): number {
  return via.at(-1)?.x ?? from.x;
}

/** Where among its fellows a line stands, around 0. */
function spread(route: Route, fellows: readonly Route[], distance: number): number {
  return (fellows.indexOf(route) - (fellows.length - 1) / 2) * distance;
}

function path(line: string): string {
  return `<path class="edge" d="${line}" marker-end="url(#head)"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // Signs below the space are not allowed in XML at all.
  return text.replace(/[&<>"]/g, (sign) => entities[sign]).replace(/\p{Cc}/gu, ' ');
}
