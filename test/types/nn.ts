// Nothing here runs: that it compiles is the test (`npm run check`).
import { F, nn, type Tensor, zeros } from 'stridegrad';

class Block extends nn.Module {
  conv = new nn.Conv2d(3, 8, [3, 5], { stride: [2, 1], padding: 'valid', paddingMode: 'reflect', bias: false });
  readonly pool = new nn.MaxPool2d(2, { stride: 2 });
  readonly fc: nn.Linear;
  readonly scale = new nn.Parameter(zeros([3]));
  readonly mask = this.registerBuffer('mask', zeros([3]), { persistent: false });

  constructor({ features }: { readonly features: number }) {
    super();
    this.fc = new nn.Linear(features, 10, { dtype: 'float64' });
  }

  override forward(x: Tensor): Tensor {
    return this.fc(this.pool(F.relu(this.conv(x))).mul(this.scale));
  }
}

/** Of two inputs, and two outputs. */
class Split extends nn.Module<[left: Tensor, right: Tensor], [sum: Tensor, product: Tensor]> {
  override forward(left: Tensor, right: Tensor): [sum: Tensor, product: Tensor] {
    return [left.add(right), left.mul(right)];
  }
}

const block = new Block({ features: 4 });
const logits: Tensor = block(zeros([1, 3, 8, 8]));
const [sum, product] = new Split()(logits, logits);
const loss: Tensor = new nn.CrossEntropyLoss({ labelSmoothing: 0.1, reduction: 'sum' })(sum, product);
const part: nn.Sequential = new nn.Sequential(...block.children().slice(0, 4)).slice(1).append(block);
const widths: number[] = [...new nn.ModuleList([new nn.Linear(1, 2)])].map(({ outFeatures }) => outFeatures);
const kept: nn.Linear = new nn.ModuleDict({ left: new nn.Linear(1, 2) }).get('left');
const moved: Block = block.train().eval().double().to('native').requiresGrad_(false).zeroGrad();
block.registerForwardHook((module, [input], output) => (module.fc.bias === input ? output : undefined));
const parameters: nn.Parameter[] = block.parameters();
nn.init.kaimingNormal_(block.conv.weight, { mode: 'fanOut', nonlinearity: 'relu' });

export { kept, loss, moved, parameters, part, widths };
