import type { Addon } from '../../src/backends/native/addon.ts';
import { nativeBackend } from '../../src/backends/native/backend.ts';
import { loadAddon } from '../../src/backends/native/loader.ts';
import { referenceBackend } from '../../src/backends/reference.ts';
import { kernels } from '../../src/kernels/all.ts';
import { addon, withAddon } from './addon.ts';

const noScalars: readonly number[] = [];

function backendOf(exports: Addon) {
  return nativeBackend({ addon: exports, fallback: referenceBackend });
}

withAddon('the native backend runs a kernel in C++ and counts no fallback', (t) => {
  const backend = backendOf(addon);
  const request = { sizes: {}, scalars: noScalars, dtype: 'float32', length: 3 } as const;
  const a = Float32Array.of(1, 2, 3);
  t.deepEqual(backend.read(backend.run(kernels.add, [a, a], request)), Float32Array.of(2, 4, 6));
  t.equal(backend.run(kernels.add, [a, a], { ...request, into: a }), a, 'into is the handle that comes back');
  t.deepEqual(a, Float32Array.of(2, 4, 6));
  t.equal(backend.fallbacks.size + backend.float64Runs.size, 0);
  t.end();
});

withAddon('what the addon lacks, or does not take, runs in TypeScript and is counted', (t) => {
  const { add: _, ...others } = addon.schema;
  const backend = backendOf({ ...addon, schema: others });
  const request = { sizes: {}, scalars: noScalars, dtype: 'float32', length: 2 } as const;
  const a = Float32Array.of(1, 2);
  t.deepEqual(backend.run(kernels.add, [a, a], request), Float32Array.of(2, 4), 'a kernel that is not there');
  const integers = Int32Array.of(2, 3);
  const asIntegers = { ...request, dtype: 'int32' } as const;
  t.deepEqual(backend.run(kernels.mul, [integers, integers], asIntegers), Int32Array.of(4, 9), 'integers');
  t.deepEqual(backend.run(kernels.mul, [a, a], asIntegers), Int32Array.of(1, 4), 'an output of another dtype');
  t.deepEqual([...backend.fallbacks].sort(), [
    ['add', 1],
    ['mul', 2],
  ]);
  t.end();
});

withAddon('float64 runs in TypeScript by design, and is counted apart', (t) => {
  const backend = backendOf(addon);
  const request = { sizes: {}, scalars: noScalars, dtype: 'float64', length: 1 } as const;
  const precise = Float64Array.of(0.1);
  t.deepEqual(backend.run(kernels.mul, [precise, precise], request), Float64Array.of(0.1 * 0.1));
  t.deepEqual(backend.run(kernels.copy, [Float32Array.of(0.5)], request), Float64Array.of(0.5));
  t.deepEqual([...backend.float64Runs].sort(), [
    ['copy', 1],
    ['mul', 1],
  ]);
  t.equal(backend.fallbacks.size, 0);
  t.end();
});

withAddon('a copy to bool is 0 or 1, whoever makes it', (t) => {
  const backend = backendOf(addon);
  const request = { sizes: {}, scalars: noScalars, dtype: 'bool', length: 4 } as const;
  const copied = backend.run(kernels.copy, [Float32Array.of(0, 0.5, -3, NaN)], request);
  t.deepEqual(copied, Uint8Array.of(0, 1, 1, 1));
  t.deepEqual(
    backend.run(kernels.lt, [Float32Array.of(1, 2, 3, NaN), new Float32Array(4).fill(2)], request),
    Uint8Array.of(1, 0, 0, 0),
  );
  t.end();
});

withAddon('sizes that do not fit end in an error that names them', (t) => {
  const backend = backendOf(addon);
  const request = { sizes: { outer: 1, size: 5, inner: 1 }, scalars: noScalars, dtype: 'float32', length: 1 } as const;
  t.throws(
    () => backend.run(kernels.sum, [new Float32Array(3)], request),
    /sum: input has 3 elements, but the sizes ask for 5/,
  );
  t.end();
});

withAddon('where there is no Node, the loader says that', (t) => {
  const { getBuiltinModule } = process;
  Object.assign(process, { getBuiltinModule: undefined });
  const nothing = loadAddon();
  Object.assign(process, { getBuiltinModule });
  t.ok(nothing instanceof Error && /need Node\.js/.test(nothing.message));
  t.end();
});
