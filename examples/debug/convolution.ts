// One number of a convolution, step by step. Run it with a debugger: docs/debugging.md says how.
import { breakIn, F, setDefaultDevice, tensor } from 'stridegrad';

setDefaultDevice('reference'); // plain TypeScript, one output element after the other

// biome-ignore format: an image
const input = tensor([
  [1, 2, 3, 0],
  [0, 1, 2, 3],
  [3, 0, 1, 2],
  [2, 3, 0, 1],
]).reshape([1, 1, 4, 4]); // images, channels, height, width

// biome-ignore format: a window
const weight = tensor([
  [2, 0, 1],
  [0, 1, 2],
  [1, 0, 2],
]).reshape([1, 1, 3, 3]);

const bias = tensor([0.5]);

// With a padding of 1 there are 4×4 results. Number 4 is the first of the second row: the window's left column lies in
// the padding. There the program stops, in src/kernels/window/conv2d.ts.
// #region stop
breakIn('conv2d', { at: 4 });
// #endregion

console.log(F.conv2d(input, weight, bias, { padding: 1 }));
