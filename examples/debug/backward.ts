// The gradients of a convolution, of one pixel and of one weight, step by step. docs/debugging.md says how to run it.
import { breakIn, F, setDefaultDevice, tensor } from 'stridegrad';

setDefaultDevice('reference'); // plain TypeScript, one output element after the other

// biome-ignore format: an image
const input = tensor([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]).reshape([1, 1, 3, 3]).requiresGrad_();

// biome-ignore format: a window
const weight = tensor([
  [1, 2],
  [3, 4],
]).reshape([1, 1, 2, 2]).requiresGrad_();

const output = F.conv2d(input, weight); // 2×2 results

// What arrives from behind: units, tens, hundreds, thousands, so that every digit tells where it has been.
// biome-ignore format: an image
const gradOutput = tensor([
  [  1,   10],
  [100, 1000],
]).reshape([1, 1, 2, 2]);

// The program stops twice: in src/kernels/window/conv2dGradInput.ts for the pixel in the middle, which all four windows
// have read, and in conv2dGradWeight.ts for the weight in the upper right corner.
breakIn('conv2dGradInput', { at: 4 });
breakIn('conv2dGradWeight', { at: 1 });

output.backward(gradOutput);
console.log(input.grad?.int(), weight.grad?.int());
