import test from 'tape';
import { sourceOf, wrapReturns } from '../../../src/backends/gpu/source.ts';
import { kernels } from '../../../src/kernels/all.ts';

test('every return of a kernel hands its value to the function that stores it', (t) => {
  const text = `function element(a) {
    // return nothing; is no return
    if (a[0] > max(1, 2)) return a[0]; /* nor is return 1; */
    const returned = 3;
    return (a[1] +
      returned) * 2;
  }`;
  const wrapped = wrapReturns(text, 'store');
  t.match(wrapped, /if \(a\[0\] > max\(1, 2\)\) return ?store\( a\[0\]\);/);
  t.match(wrapped, /return ?store\( \(a\[1\] \+\s+returned\) \* 2\);/);
  t.equal(wrapped.match(/store\(/g)?.length, 2);
  t.end();
});

test('minified returns are wrapped as well', (t) => {
  const run = (text: string) => new Function('store', `return ${wrapReturns(text, 'store')}`)((x: number) => 10 * x);
  t.equal(run('function e(n){return n}')(1), 10, 'a brace ends it');
  t.equal(run('function e(n){if(n>1)return-n;return n}')(2), -20, 'no blank before it');
  t.equal(run('function e(n){let r;return r=n+1,r*2}')(1), 40, 'the last part is the value');
  t.equal(run('function e(n){return n>1?(n,3):[4,5][0]}')(1), 40, 'commas in brackets are others');
  t.end();
});

test('only dtypes that are no floats are stored by a function', (t) => {
  t.deepEqual(sourceOf(kernels.add, 'float32').functions, []);
  t.match(sourceOf(kernels.add, 'bool').element, /return storedAsBool\(/);
  t.match(sourceOf(kernels.add, 'bool').functions[0], /^function storedAsBool/);
  t.end();
});
