import test from 'tape';
import { runProgram } from '../support/runProgram.ts';

test('the first program learns exclusive or', async (t) => {
  const { stdout } = await runProgram('examples/xor.ts', []);
  t.equal(stdout, '[ 0, 1, 1, 0 ]\n');
  t.end();
});
