import { uniqueNames } from './uniqueNames.ts';

/**
 * The text of a kernel or helper without what bundlers and minifiers bring in that gpu.js 2.24.1 or a shader language
 * does not take. What nobody minified stays as it is.
 */
export function unminified(text: string): string {
  return sizesAlone(powersByName(truthsAsNumbers(uniqueNames(text)))).replaceAll('$', 'Dollar'); // bundlers write name$1, GLSL has no $
}

/** +(a < b), which a minifier makes of a < b ? 1 : 0, is that again: gpu.js forgets the plus, and shaders add no truths. */
function truthsAsNumbers(text: string): string {
  let result = '';
  let done = 0;
  for (const { index, 0: sign } of text.matchAll(/(?<=(?:^|[=(,?:;{}&|!<>*/%-]|\breturn)\s*)\+\s*\(/g)) {
    const start = index + sign.length;
    const end = closing(text, start);
    result += `${text.slice(done, index)} ((${truthsAsNumbers(text.slice(start, end))}) ? 1 : 0)`;
    done = end + 1;
  }
  return result + text.slice(done);
}

/** a ** b, which a minifier makes of Math.pow(a, b), is that again. Of several the last comes first. */
function powersByName(text: string): string {
  const sign = text.lastIndexOf('**');
  if (sign < 0) return text;
  const before = text.slice(0, sign);
  const after = text.slice(sign + 2).replace(/^\s*\+/, '');
  const start = operandStart(before);
  const end = operandEnd(after);
  const power = `Math.pow(${before.slice(start).trim()}, ${after.slice(0, end).trim()})`;
  return powersByName(`${before.slice(0, start).replace(/\breturn$/, '$& ')}${power}${after.slice(end)}`);
}

/** Where the operand begins that the text ends with: names, numbers, calls and reads. */
function operandStart(text: string): number {
  let start = text.trimEnd().length;
  while (/[\w$.)\]]/.test(text[start - 1] ?? '')) {
    start = ')]'.includes(text[start - 1]) ? opening(text, start - 1) : start - 1;
  }
  return start + (/^return\b/.exec(text.slice(start))?.[0].length ?? 0);
}

/** Where the operand ends that the text begins with. */
function operandEnd(text: string): number {
  let end = /^\s*-?\s*/.exec(text)?.[0].length ?? 0;
  while (/[\w$.([]/.test(text[end] ?? '')) end = '(['.includes(text[end]) ? closing(text, end + 1) + 1 : end + 1;
  return end;
}

/** Where the bracket closes that opened before `start`. */
function closing(text: string, start: number): number {
  let end = start;
  for (let depth = 1; end < text.length; end++) {
    if ('(['.includes(text[end])) depth++;
    else if (')]'.includes(text[end]) && --depth === 0) break;
  }
  return end;
}

/** Where the bracket opened that closes at `end`. */
function opening(text: string, end: number): number {
  let start = end - 1;
  for (let depth = 1; start > 0; start--) {
    if (')]'.includes(text[start])) depth++;
    else if ('(['.includes(text[start]) && --depth === 0) break;
  }
  return start;
}

/** gpu.js makes GLSL of const { size } = this.constants, and none of const { size } = this.constants, row = …; */
function sizesAlone(text: string): string {
  return text
    .replaceAll(/,\s*(\{[^{}]*\}\s*=\s*this\.constants)/g, '; const $1')
    .replaceAll(/(\}\s*=\s*this\.constants)\s*,/g, '$1; let ');
}
