/**
 * The look of a figure. Colours are from Okabe and Ito's palette, which people with any colour vision tell apart; and
 * every mark has an outline of its own: padding is dashed, what the window covers is thick, a winner is filled.
 */
const light = {
  '.ground': 'fill: #ffffff',
  text: 'fill: #1f2328',
  '.head': 'font-weight: bold; font-size: 13px',
  '.label': 'fill: #59636e',
  '.value': 'font-size: 15px; text-anchor: middle',
  '.value.small': 'font-size: 10.5px',
  '.factor': 'font-size: 10px; text-anchor: middle; fill: #0072b2',
  '.plain rect': 'fill: #f6f8fa; stroke: #8c959f',
  '.padding rect': 'fill: none; stroke: #8c959f; stroke-dasharray: 3 3',
  '.tap rect': 'fill: #fbe3b0; stroke: #b97700; stroke-width: 2',
  '.paddingTap rect': 'fill: #fdf3dc; stroke: #b97700; stroke-width: 1.5; stroke-dasharray: 3 3',
  '.winner rect': 'fill: #e69f00; stroke: #7a4f00; stroke-width: 3',
  '.winner text': 'fill: #000000; font-weight: bold',
  '.weight rect': 'fill: #d6ebf8; stroke: #0072b2',
  '.idle rect': 'fill: none; stroke: #0072b2; stroke-dasharray: 1 3',
  '.done rect': 'fill: #ccefe4; stroke: #009e73',
  '.now rect': 'fill: #009e73; stroke: #00513b; stroke-width: 3',
  '.now text': 'fill: #000000; font-weight: bold',
  '.open rect': 'fill: none; stroke: #8c959f; stroke-dasharray: 1 4',
  '.frame': 'fill: none; stroke: #d55e00; stroke-width: 3',
};

/** What changes for readers who prefer a dark page. */
const dark: Partial<Record<keyof typeof light, string>> = {
  '.ground': 'fill: #0d1117',
  text: 'fill: #e6edf3',
  '.label': 'fill: #9198a1',
  '.factor': 'fill: #56b4e9',
  '.plain rect': 'fill: #161b22; stroke: #6e7681',
  '.padding rect': 'stroke: #6e7681',
  '.open rect': 'stroke: #6e7681',
  '.tap rect': 'fill: #4a3500; stroke: #e69f00',
  '.paddingTap rect': 'fill: #251c06; stroke: #e69f00',
  '.winner rect': 'fill: #e69f00; stroke: #fff0c9',
  '.weight rect': 'fill: #0b2a3f; stroke: #56b4e9',
  '.done rect': 'fill: #063b2d; stroke: #009e73',
  '.now rect': 'fill: #00b384; stroke: #d7fff2',
};

/** The style sheet of a figure. Its rules reach nothing else on a page that has the figure in it. */
export const figureStyle = `
.step-figure { color-scheme: light dark; font: 12px ui-monospace, Menlo, Consolas, monospace; }
${rules(light)}
@media (prefers-color-scheme: dark) {
${rules(dark)}
}
`;

function rules(look: Readonly<Record<string, string>>): string {
  return Object.entries(look)
    .map(([mark, declarations]) => `.step-figure ${mark} { ${declarations}; }`)
    .join('\n');
}
