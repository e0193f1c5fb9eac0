import test from 'tape';
import { unminified } from '../../../src/backends/gpu/unminified.ts';
import { kernels } from '../../../src/kernels/all.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';

test('a comparison with a plus before it is a number', (t) => {
  t.equal(
    unminified('function f(a){return+(a<1&&(a>0||a===2))}'),
    'function f(a){return ((a<1&&(a>0||a===2)) ? 1 : 0)}',
  );
  t.equal(
    unminified('function f(a){let b=+(a===1);return a*(b- +(a>0))}'),
    'function f(a){let b= ((a===1) ? 1 : 0);return a*(b-  ((a>0) ? 1 : 0))}',
  );
  t.equal(unminified('function f(a){return (a)+(a)+a[1]+(a)}'), 'function f(a){return (a)+(a)+a[1]+(a)}');
  t.end();
});

test('powers have their name', (t) => {
  t.equal(unminified('function f(a,b){return 2*a[1+b]**b}'), 'function f(a,b){return 2*Math.pow(a[1+b], b)}');
  t.equal(
    unminified('function f(a,b){return(Math.abs(a[b*(1+b)])/2)**(b-1)+g(a)**-b*2**+b}'),
    'function f(a,b){return Math.pow((Math.abs(a[b*(1+b)])/2), (b-1))+Math.pow(g(a), -b)*Math.pow(2, b)}',
  );
  t.equal(unminified('function f(a,b){return a**b**2}'), 'function f(a,b){return Math.pow(a, Math.pow(b, 2))}');
  t.end();
});

test('sizes are declared alone', (t) => {
  t.equal(
    unminified('function f(n){let m=1,{a:t,b:e}=this.constants,{c:r}=this.constants,o=g(t);return o}'),
    'function f(n){let m=1; const {a:t,b:e}=this.constants; const {c:r}=this.constants; let o=g(t);return o}',
  );
  t.end();
});

test('names that a bundler made are such as GLSL takes', (t) => {
  t.equal(
    unminified('function f$1(x, $) { return quotient$1(x, $); }'),
    'function fDollar1(x, Dollar) { return quotientDollar1(x, Dollar); }',
  );
  t.end();
});

test('a counter with the name of a parameter gets another', (t) => {
  t.equal(
    unminified('function f(e,t){let s=0;for(let t=0;t<e;t++)s+=t;return s+t}'),
    'function f(e,t){let s=0;for(let t2=0;t2<e;t2++)s+=t2;return s+t}',
  );
  t.end();
});

test('the text of our kernels stays as it is but for comments', (t) => {
  for (const [name, { element, helpers }] of Object.entries(kernels) as unknown as [string, Kernel<object>][]) {
    for (const body of [element, ...helpers]) {
      const text = body.toString().replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      t.equal(unminified(text), text, name);
    }
  }
  t.end();
});
