import test from 'tape';
import { portableText } from '../../../src/backends/gpu/portable.ts';
import { close } from '../../support/close.ts';

// What a shader gets is text. That the text computes the right numbers on a device is test/gpu's to show; here it is
// read, and run as the JavaScript that it is.

/** The body of a kernel as a shader gets it. */
const inShaders = (body: string) =>
  portableText({ element: `function f(x){${body}}`, functions: [] }, 'webgpu').element.slice(
    'function f(x){'.length,
    -1,
  );

/** A function of `Math` as shaders get it, made a function again; `own` is what the shader has. */
function forShaders(name: string, own: object = Math): (...numbers: number[]) => number {
  const text = { element: `function f(x, y) { return Math.${name}(x, y); }`, functions: [] };
  const { element, functions } = portableText(text, 'webgl2');
  return new Function('Math', `${functions.join('\n')}\n${element}\nreturn f;`)(own) as (
    ...numbers: number[]
  ) => number;
}

test('the modes that run on the processor get the text as it is', (t) => {
  const text = {
    element: 'function f(x) { return x[0] > Infinity ? 0 / 0 : Math.exp(1); }',
    functions: ['function g(){}'],
  };
  for (const mode of ['cpu', 'webasm', 'dev']) t.deepEqual(portableText(text, mode), text, mode);
  t.end();
});

test('NaN and infinity are divided at run time in a shader', (t) => {
  t.equal(inShaders('return x > 1 ? 0 / 0 : x;'), 'return x > 1 ? shaderNotANumber(0) : x;');
  t.equal(inShaders('x === -Infinity'), 'x === -shaderInfinity(0)');
  for (const other of ['10 / 0', 'x0 / 0', '1.0 / 0', '0 / 0.5', 'Infinity_']) t.equal(inShaders(other), other);
  t.end();
});

test('a power of integers is an integer, though a shader knows powers by their logarithms', (t) => {
  const careless = { floor: Math.floor, abs: Math.abs, pow: (a: number, b: number) => a ** b * (1 - 1e-7) };
  t.deepEqual(
    [forShaders('pow', careless)(200, 1), forShaders('pow', careless)(-7, 3), forShaders('pow', careless)(2, 20)],
    [200, -343, 2 ** 20],
  );
  t.notEqual(forShaders('pow', careless)(2, -1), 1, 'what is a fraction stays one');
  t.end();
});

test('a counter goes up by an assignment, which floats have too', (t) => {
  t.equal(inShaders('for (let k = a; k < b; k++) sum += k;'), 'for (let k = a; k < b; k += 1) sum += k;');
  t.equal(inShaders('for (let k = 9; k > 0; k--) sum += k;'), 'for (let k = 9; k > 0; k -= 1) sum += k;');
  t.equal(inShaders('a + +b - -c'), 'a + +b - -c');
  t.end();
});

test('what makes integers in wasm makes integers in a shader, and its loops declare their counters', (t) => {
  t.equal(
    inShaders('let k = this.output.x; for (k = 0; k < 9; k++) sum += k;'),
    'let k = 0; for (let k = 0; k < 9; k++) sum += k;',
  );
  t.equal(inShaders('for (let k = 0; k < 9; k++) sum += k;'), 'for (let k = 0; k < 9; k += 1) sum += k;');
  t.end();
});

test('where GLSL has loops up to a literal alone, a loop starts from a sum, which makes gpu.js rewrite it', (t) => {
  const loop = { element: 'function f(size){for(let k=0;k<size;k += 1){}}', functions: [] };
  t.equal(portableText(loop, 'headlessgl').element, 'function f(size){for(let k=0 + 0;k<size;k += 1){}}');
  t.equal(portableText(loop, 'webgl2').element, loop.element);
  t.end();
});

test('functions that need others bring them, each once', (t) => {
  const text = {
    element: 'function g(x) { return Math.asinh(x) + f(x); }',
    functions: ['function f(x) { return Math.log(x) + Math.floor(x); }'],
  };
  const { element, functions } = portableText(text, 'webgpu');
  t.equal(element, 'function g(x) { return shaderAsinh(x) + f(x); }');
  t.equal(functions[0], 'function f(x) { return shaderLog(x) + Math.floor(x); }');
  const names = functions.map((each) => each.slice('function '.length, each.indexOf('(')));
  t.deepEqual(names.toSorted(), ['f', 'shaderAsinh', 'shaderLog', 'shaderLog1p']);
  t.end();
});

const unary = [
  'exp',
  'log',
  'log2',
  'log10',
  'log1p',
  'expm1',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
] as const;

/** Tiny, small and large numbers of both signs, NaN and infinities. */
const numbers = [0, NaN, Infinity, -Infinity, 1, -1, 1.5, -0.75];
for (let exponent = -9; exponent < 12; exponent += 0.25) numbers.push(10 ** exponent, -(10 ** exponent));

test('each function for shaders is the one of Math, to six digits of the result', (t) => {
  for (const name of unary) {
    const actual = forShaders(name);
    const wrong = numbers.filter((x) => !sixDigits(actual(x), Math[name](x)));
    t.deepEqual(wrong, [], name);
  }
  for (const name of ['pow', 'atan2'] as const) {
    const actual = forShaders(name);
    const all = [...numbers, 2, -2, 3, -3, 0.5];
    const wrong = all.flatMap((x) => all.filter((y) => !sixDigits(actual(x, y), Math[name](x, y))).map((y) => [x, y]));
    t.deepEqual(wrong, [], name);
  }
  t.end();
});

/** Equal but for rounding in float32; 0 and −0 are one. */
function sixDigits(actual: number, expected: number): boolean {
  if (expected === 0 || !Number.isFinite(expected))
    return close(actual, expected, 0) && (expected === 0) === (actual === 0);
  return close(actual / expected, 1);
}
