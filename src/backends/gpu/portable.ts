// gpu.js translates a kernel's text word for word, and WGSL and GLSL mean less by some words than JavaScript does: exp of
// NaN may be ∞ there, log(−2) may be log 2, `Infinity` becomes the largest float and 0 / 0 does not compile. Here such
// words become calls of functions that say the rest.

/** A kernel's text: its element, and the functions that it calls. */
export interface KernelText {
  readonly element: string;
  readonly functions: readonly string[];
}

/**
 * The same kernel in words that mean the same in every mode of gpu.js. Shaders get calls of `shaderExp` for `Math.exp`
 * and so on, and what is called is added to the functions; the modes that run on the processor have JavaScript's own
 * and get the text as it is.
 */
export function portableText({ element, functions }: KernelText, mode: string): KernelText {
  if (!shaderModes.has(mode)) return { element, functions };
  const texts = [element, ...functions].map((text) => (mode === 'headlessgl' ? freeLoops(words(text)) : words(text)));
  const added = new Set<string>();
  for (const text of texts) addCalled(text, added);
  return { element: texts[0], functions: [...texts.slice(1), ...added] };
}

const shaderModes = new Set(['webgpu', 'webgl2', 'headlessgl']);

/**
 * GLSL ES 1.00, which headlessgl has, knows loops up to a literal alone. One that starts from a computed number gpu.js
 * writes in a form that is taken whatever its end.
 */
function freeLoops(text: string): string {
  return text.replaceAll(/(\bfor\s*\(\s*let\s+\w+\s*=\s*\d+)(?=\s*;)/g, '$1 + 0');
}

function words(text: string): string {
  const countsInIntegers = /\bthis\.output\.x\b/.test(text);
  return (
    text
      .replaceAll(/(?<![\w.])0\s*\/\s*0(?![\w.])/g, 'shaderNotANumber(0)')
      .replaceAll(/\bInfinity\b/g, 'shaderInfinity(0)')
      .replaceAll(/\bMath\.(\w+)(?=\()/g, (word, name: string) => shaderNames.get(name) ?? word)
      // What makes integers in wasm (kernels/lane.ts): a shader needs no such thing, and wants loops to declare theirs.
      .replaceAll(/\bthis\.output\.x\b/g, '0')
      .replaceAll(/\bfor\s*\(\s*(?=\w+\s*=[^=])(?!let\b)/g, 'for (let ')
      // Other counters that start from a computed number are floats in WGSL, which has ++ for integers alone.
      .replaceAll(/(\w+)(\+|-)\2/g, countsInIntegers ? '$&' : '$1 $2= 1')
  );
}

/** Adds the functions below that the text calls, and those that they call. */
function addCalled(text: string, added: Set<string>): void {
  for (const [word] of text.matchAll(/\bshader\w+(?=\()/g)) {
    const called = shaderFunctions.get(word);
    if (called === undefined || added.has(called)) continue;
    added.add(called);
    addCalled(called, added);
  }
}

/** A logarithm: −∞ of 0, ∞ of ∞, NaN of negatives and NaN. */
const logarithm = (name: string, own: string) => `function ${name}(x) {
  const zero = 0;
  if (x === 0) return -1 / zero;
  return x > 0 ? (x < 1 / zero ? ${own}(x) : x) : zero / zero;
}`;

/**
 * A sine, or the sine of `ahead` quarter turns more. `x` is a number of quarter turns and a rest of at most an eighth
 * turn, r. π/2 is the sum of three numbers, the first two with so few bits that products with them are exact.
 */
const sine = (name: string, own: string, ahead: number) => `function ${name}(x) {
  const zero = 0;
  const distance = Math.abs(x);
  if (distance > 100000) return distance < 1 / zero ? ${own}(x) : zero / zero;
  const turns = Math.floor(x * 0.6366197723675814 + 0.5);
  const r = x - turns * 1.5703125 - turns * 0.0004837512969970703 - turns * 0.00000007549789954;
  const q = r * r;
  const sine = r * (1 - q / 6 * (1 - q / 20 * (1 - q / 42 * (1 - q / 72))));
  const cosine = 1 - q / 2 * (1 - q / 12 * (1 - q / 30 * (1 - q / 56)));
  const quarter = turns + ${ahead} - 4 * Math.floor((turns + ${ahead}) / 4);
  const value = quarter === 1 || quarter === 3 ? cosine : sine;
  return quarter >= 2 ? -value : value;
}`;

/**
 * What JavaScript's words mean, in words that shaders have. Inside, `Math.exp` is the shader's own; every comparison
 * with NaN is false. A shader compiler refuses to divide by a 0 that it sees, so the 0 is a variable or a parameter.
 *
 * They are texts and no functions, because a bundler would rename functions. They call each other as little as can be:
 * gpu.js 2.24.1 puts a function before those that it calls, which GLSL refuses, where two others call it.
 */
const definitions = [
  'function shaderNotANumber(zero) { return zero / zero; }',
  'function shaderInfinity(zero) { return 1 / zero; }',

  'function shaderExp(x) { return x <= 0 || x > 0 ? Math.exp(x) : x; }',
  logarithm('shaderLog', 'Math.log'),
  logarithm('shaderLog2', 'Math.log2'),
  logarithm('shaderLog10', 'Math.log10'),

  // 1 + x would lose a small x. With s = x / (2 + x), log(1 + x) is 2·(s + s³/3 + s⁵/5 + …).
  `function shaderLog1p(x) {
    const zero = 0;
    if (x > -0.4 && x < 0.4) {
      const s = x / (2 + x);
      const q = s * s;
      return 2 * s * (1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q / 11)))));
    }
    if (x === -1) return -1 / zero;
    return x > -1 ? (x < 1 / zero ? Math.log(1 + x) : x) : zero / zero;
  }`,

  // eˣ − 1 would lose a small x: x + x²/2! + x³/3! + …
  `function shaderExpm1(x) {
    if (x > -0.5 && x < 0.5) {
      return x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5 * (1 + x / 6 * (1 + x / 7))))));
    }
    return x <= 0 || x > 0 ? Math.exp(x) - 1 : x;
  }`,

  `function shaderCosh(x) {
    const grown = Math.exp(Math.abs(x));
    return x <= 0 || x > 0 ? 0.5 * grown + 0.5 / grown : x;
  }`,
  // Small x: x + x³/3! + x⁵/5! + …
  `function shaderSinh(x) {
    const q = x * x;
    if (q < 0.25) return x * (1 + q / 6 * (1 + q / 20 * (1 + q / 42)));
    const grown = Math.exp(Math.abs(x));
    const distance = 0.5 * grown - 0.5 / grown;
    return x < 0 ? -distance : x > 0 ? distance : x;
  }`,
  // Small x: with sinh as above, tanh x is sinh x / √(1 + sinh² x).
  `function shaderTanh(x) {
    const q = x * x;
    if (q < 0.25) {
      const s = x * (1 + q / 6 * (1 + q / 20 * (1 + q / 42)));
      return s / Math.sqrt(1 + s * s);
    }
    const distance = 1 - 2 / (Math.exp(2 * Math.abs(x)) + 1);
    return x < 0 ? -distance : x > 0 ? distance : x;
  }`,

  // Where x² is beyond float32, the 1 beside it does not count; log 2 is 0.693….
  `function shaderAsinh(x) {
    const distance = Math.abs(x);
    const q = x * x;
    const value = distance > 10000000000
      ? shaderLog(distance) + 0.6931471805599453
      : shaderLog1p(distance + q / (1 + Math.sqrt(q + 1)));
    return x < 0 ? -value : value;
  }`,
  `function shaderAcosh(x) {
    const zero = 0;
    const past = x - 1;
    if (x > 10000000000) return shaderLog(x) + 0.6931471805599453;
    return past >= 0 ? shaderLog1p(past + Math.sqrt(past * (past + 2))) : zero / zero;
  }`,
  `function shaderAtanh(x) {
    const distance = Math.abs(x);
    const value = 0.5 * shaderLog1p(2 * distance / (1 - distance));
    return x < 0 ? -value : value;
  }`,
  // WGSL allows a sine to be off by 2⁻¹¹.
  sine('shaderSin', 'Math.sin', 0),
  sine('shaderCos', 'Math.cos', 1),
  'function shaderTan(x) { return shaderSin(x) / shaderCos(x); }',
  `function shaderAsin(x) {
    const zero = 0;
    return x >= -1 && x <= 1 ? Math.atan2(x, Math.sqrt((1 - x) * (1 + x))) : zero / zero;
  }`,
  `function shaderAcos(x) {
    const zero = 0;
    return x >= -1 && x <= 1 ? 2 * Math.atan2(Math.sqrt(1 - x), Math.sqrt(1 + x)) : zero / zero;
  }`,
  `function shaderAtan2(up, right) {
    const zero = 0;
    return (up <= 0 || up > 0) && (right <= 0 || right > 0) ? Math.atan2(up, right) : zero / zero;
  }`,

  // A shader's power is 2 to the power of exponent·log2(base), where 0 and ∞ may meet, and which has no negative base.
  `function shaderPow(base, exponent) {
    const zero = 0;
    const infinity = 1 / zero;
    const size = Math.abs(base);
    if (exponent === 0) return 1;
    if (!(size >= 0) || !(exponent <= 0 || exponent > 0)) return zero / zero;
    let power = Math.pow(size, exponent);
    // A shader's 200¹ may be 199.99998, which integers would cut off.
    if (exponent > 0 && power < 16777216 && Math.floor(size) === size && Math.floor(exponent) === exponent) {
      power = Math.floor(power + 0.5);
    }
    if (size === 0 || size === infinity || Math.abs(exponent) === infinity) {
      power = size > 1 === exponent > 0 ? infinity : 0;
      if (size === 1) power = zero / zero;
    }
    if (base >= 0) return power;
    if (Math.floor(exponent) !== exponent) return size === infinity ? power : zero / zero;
    return Math.floor(exponent / 2) * 2 === exponent ? power : -power;
  }`,
];

const shaderFunctions = new Map(
  definitions.map((text) => [text.slice('function '.length, text.indexOf('(')), text] as const),
);

/** Which of them stands for which function of `Math`. */
const shaderNames = new Map(
  [...shaderFunctions.keys()].map((name) => [name.replace(/^shader(.)/, (_, first) => first.toLowerCase()), name]),
);
