import test from 'tape';
import { uniqueNames } from '../../../src/backends/gpu/uniqueNames.ts';

test("a counter that has a parameter's name gets another", (t) => {
  t.equal(
    uniqueNames('function f(e,t){let s=0;for(let t=0;t<e;t++)s+=t;return s+t}'),
    'function f(e,t){let s=0;for(let t2=0;t2<e;t2++)s+=t2;return s+t}',
  );
  t.end();
});

test('loops beside each other count with names of their own', (t) => {
  t.equal(
    uniqueNames(
      'function f(n){let s=0;for(let k=0;k<n;k++)s+=k;if(s>k2){for(let k=1;k<n;k++)for(let k=0;k<n;k++)s+=k;s+=k}return k}',
    ),
    'function f(n){let s=0;for(let k=0;k<n;k++)s+=k;if(s>k2){for(let k3=1;k3<n;k3++)for(let k4=0;k4<n;k4++)s+=k4;s+=k}return k}',
  );
  t.end();
});

test('sizes in a block keep their key, and a property is no variable', (t) => {
  t.equal(
    uniqueNames(
      'function f(x, size) { if (x > 1) { const { size, inner: x } = this.constants; return size * x + this.thread.x; } else return x; }',
    ),
    'function f(x, size) { if (x > 1) { const { size: size2, inner: x2 } = this.constants; return size2 * x2 + this.thread.x; } else return x; }',
  );
  t.end();
});

test('several declarations at once, with numbers such as 1e5', (t) => {
  t.equal(
    uniqueNames('function f(a){if(a>0){let e=f(a,1),a2=1e5,{c:t}=this.constants;return e+a2+t}let e=a;return e}'),
    'function f(a){if(a>0){let e=f(a,1),a2=1e5,{c:t}=this.constants;return e+a2+t}let e2=a;return e2}',
  );
  t.end();
});
