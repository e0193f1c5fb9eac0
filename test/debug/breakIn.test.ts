import test from 'tape';
import { breakIn, F, ones } from '../../src/index.ts';

// That it stops, and where, is in inspector.test.ts: that takes a debugger.

test('without a debugger breakIn does nothing', (t) => {
  const breakpoint = breakIn('conv2d');
  t.deepEqual(
    F.conv2d(ones([1, 1, 2, 2], { device: 'reference' }), ones([1, 1, 2, 2], { device: 'reference' })).toArray(),
    [[[[4]]]],
  );
  breakpoint.remove();
  t.end();
});

test('breakIn refuses what is no kernel, and what is no place in an output', (t) => {
  t.throws(() => breakIn('conv2D'), /^ArgumentError: breakIn: there is no kernel "conv2D"; did you mean "conv2d"\?$/);
  t.throws(() => breakIn('toString'), /there is no kernel "toString"; src\/kernels has their names/);
  t.throws(() => breakIn('conv2d', { at: -1 }), /breakIn: at must be a non-negative integer, but is -1/);
  t.throws(() => breakIn('conv2d', { At: 1 } as object), /breakIn: unknown option "At"; did you mean "at"\?/);
  t.end();
});

test('in a browser breakIn says that it cannot set breakpoints', (t) => {
  const { getBuiltinModule } = process;
  Object.assign(process, { getBuiltinModule: undefined });
  t.throws(() => breakIn('conv2d'), /DeviceError: breakIn: only Node lets a program set a breakpoint\. In a browser/);
  Object.assign(process, { getBuiltinModule });
  t.end();
});
