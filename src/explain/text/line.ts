/** What a piece of text is, for those who see colours. Nothing is told by colour alone: marks say it too. */
export type Style = 'title' | 'faint' | 'window' | 'padding' | 'current' | 'winner' | 'result' | 'key' | 'warning';

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** A line of text in pieces, so that its width is known before colours are put in. */
export type Line = readonly Span[];

/** Colours as terminals number them (ECMA-48, "select graphic rendition"). */
const codes: Readonly<Record<Style, string>> = {
  title: '1',
  faint: '2',
  window: '1;36',
  padding: '2;36',
  current: '1;7',
  winner: '1;32',
  result: '1;33',
  key: '1',
  warning: '1;31',
};

export function span(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
}

/** In columns: every letter that we write takes one. */
export function widthOf(line: Line): number {
  return line.reduce((width, { text }) => width + text.length, 0);
}

/** At most so many columns of a line; an ellipsis stands for the rest. */
export function cutTo(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  const kept: Span[] = [];
  let free = Math.max(0, width - 1);
  for (const piece of line) {
    if (free <= 0) break;
    const text = piece.text.slice(0, free);
    kept.push({ ...piece, text });
    free -= text.length;
  }
  return width > 0 ? [...kept, span('…', 'faint')] : [];
}

/** A line made so many columns wide. */
export function filledTo(line: Line, width: number): Line {
  const missing = width - widthOf(line);
  return missing > 0 ? [...line, span(' '.repeat(missing))] : cutTo(line, width);
}

/** A line as a terminal gets it. What names and files bring along cannot steer the terminal. */
export function written(line: Line, colour: boolean): string {
  const pieces = line.map(({ text, style }) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be kept out
    const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
    return colour && style !== undefined && clean !== '' ? `\u001b[${codes[style]}m${clean}\u001b[0m` : clean;
  });
  const whole = pieces.join('');
  return colour ? whole : whole.trimEnd();
}

/**
 * Words of a text in lines of at most `width`, later lines indented; of too many the last one stays. A shape, an
 * option with its value (`stride: 2`) and what something comes to (`= 3`) are one word each.
 */
export function wrapped(text: string, width: number, { indent = 2, most = Infinity } = {}): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<!\w:|=) (?![^[\]]*\])/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width) {
      line = longer;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    line = ' '.repeat(Math.min(indent, Math.max(0, width - 1))) + word;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  // What it comes to stands at the end, so the middle is left out.
  const end = lines.slice(-1);
  const start = lines.slice(0, Math.max(0, most - 1));
  if (start.length > 0) start[start.length - 1] = `${start[start.length - 1].slice(0, Math.max(0, width - 2))} …`;
  return [...start, ...end];
}
