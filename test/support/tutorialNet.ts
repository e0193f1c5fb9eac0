import * as nn from '../../src/nn/index.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** The net of the CIFAR-10 tutorial: 76,922 parameters. */
export class CNNNet extends nn.Module {
  readonly conv1 = new nn.Conv2d(3, 8, 5);
  readonly conv2 = new nn.Conv2d(8, 16, 3);
  readonly pool = new nn.MaxPool2d(2);
  readonly fc1 = new nn.Linear(16 * 6 * 6, 128);
  readonly fc2 = new nn.Linear(128, 10);

  override forward(images: Tensor): Tensor {
    const first = this.pool(F.relu(this.conv1(images)));
    const second = this.pool(F.relu(this.conv2(first)));
    return this.fc2(F.relu(this.fc1(second.view([-1, 16 * 6 * 6]))));
  }
}
