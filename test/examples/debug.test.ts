import test from 'tape';
import { runProgram } from '../support/runProgram.ts';

// What debuggers are shown with (docs/debugging.md) also runs without one. test/debug/inspector.test.ts drives them.

test('the programs of examples/debug run to their end where no debugger is attached', async (t) => {
  const programs = ['convolution', 'backward', 'nan'].map((name) => runProgram(`examples/debug/${name}.ts`, []));
  const [convolution, backward, nan] = await Promise.all(programs);
  // 0·0 + 1·1 and so on: the six taps of row 1, column 0 that lie on the image, and the bias.
  t.match(
    convolution.stdout,
    new RegExp(`\\[ ${(0 * 1 + 1 * 2 + 1 * 0 + 2 * 1 + 0 * 3 + 2 * 0 + 0.5).toFixed(4)}, 15\\.5`),
  );
  t.match(backward.stdout, /\[ {0,3}103, 1234, 2040\]/);
  t.match(nan.stdout, /^detectAnomaly: the backward of #\d+ square made NaN in the gradient of input 0 \[3\]/);
  t.end();
});
