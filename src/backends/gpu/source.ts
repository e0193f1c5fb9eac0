import type { DType } from '../../dtype.ts';
import type { Source } from './driver.ts';
import { type KernelFunctions, textOf } from './kernelTexts.ts';

/** What a float32 result becomes where it stands for another dtype. PyTorch's rules: cut off, wrap around, not 0. */
const storedAs: Partial<Record<DType, string>> = {
  int32: 'function storedAsInt32(value) { return Math.trunc(value); }',
  uint8:
    'function storedAsUint8(value) { const whole = Math.trunc(value); return whole - 256 * Math.floor(whole / 256); }',
  bool: 'function storedAsBool(value) { return value === 0 ? 0 : 1; }',
};

/** The text of a kernel whose results are stored as `dtype`. */
export function sourceOf(kernel: KernelFunctions, dtype: DType): Source {
  const { element, functions } = textOf(kernel);
  const store = storedAs[dtype];
  if (store === undefined) return { element, functions };
  const [, name] = /^function (\w+)/.exec(store) ?? [];
  return { element: wrapReturns(element, name), functions: [...functions, store] };
}

/**
 * `return x;` becomes `return name(x);` throughout a kernel. A kernel has numbers, names and operators only, so that
 * brackets and semicolons show where an expression ends, in minified text too.
 */
export function wrapReturns(text: string, name: string): string {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  let wrapped = '';
  let done = 0;
  for (const { index, 0: keyword } of code.matchAll(/\breturn\b/g)) {
    const start = index + keyword.length;
    const { end, lastPart } = expressionAt(code, start);
    wrapped += `${code.slice(done, start)} ${code.slice(start, lastPart)}${name}(${code.slice(lastPart, end)})`;
    done = end;
  }
  return wrapped + code.slice(done);
}

/** Where the expression ends that starts here, and where its last part begins: minifiers write `return a = 1, a + 2`. */
function expressionAt(code: string, start: number): { readonly end: number; readonly lastPart: number } {
  let depth = 0;
  let lastPart = start;
  for (let end = start; end < code.length; end++) {
    const character = code[end];
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    if (depth < 0 || (depth === 0 && character === ';')) return { end, lastPart };
    if (depth === 0 && character === ',') lastPart = end + 1;
  }
  return { end: code.length, lastPart };
}
