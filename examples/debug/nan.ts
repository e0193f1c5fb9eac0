// A gradient that becomes NaN. With a debugger it stops in the kernel that makes it. docs/debugging.md says how to run it.
import { detectAnomaly, GraphError, setDefaultDevice, tensor } from 'stridegrad';

setDefaultDevice('reference'); // plain TypeScript, one output element after the other

const a = tensor([1, 2, 3], { requiresGrad: true });
const b = tensor([1, 2, 3]);

try {
  detectAnomaly(() => {
    // The distance of two points, and they are equal: the root has an infinite slope at 0, and 0 · ∞ is no number.
    const distance = a.sub(b).square().sum().sqrt();
    distance.backward();
  });
} catch (error) {
  if (!(error instanceof GraphError)) throw error;
  console.log(error.message);
}
