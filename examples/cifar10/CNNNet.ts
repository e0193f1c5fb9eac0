import { F, nn, type Tensor } from 'stridegrad';

/** How CNNNet is built. */
export interface CNNNetOptions {
  /** Also puts a ReLU on the logits, as the original tutorial did: no score can then fall below 0. */
  readonly reluOnLogits?: boolean;
}

/**
 * The tutorial's net: two convolutions, each followed by ReLU and max pooling, then two dense layers. 76,922 parameters.
 *
 *   images [n, 3, 32, 32] → conv1 [n, 8, 28, 28] → pool1 [n, 8, 14, 14]
 *                         → conv2 [n, 16, 12, 12] → pool2 [n, 16, 6, 6] → fc1 [n, 128] → fc2 [n, 10]
 */
export class CNNNet extends nn.Module {
  conv1 = new nn.Conv2d(3, 8, 5);
  pool1 = new nn.MaxPool2d(2, { stride: 2 });
  conv2 = new nn.Conv2d(8, 16, 3);
  pool2 = new nn.MaxPool2d(2, { stride: 2 });
  fc1 = new nn.Linear(16 * 6 * 6, 128);
  fc2 = new nn.Linear(128, 10);
  readonly #reluOnLogits: boolean;

  constructor({ reluOnLogits = false }: CNNNetOptions = {}) {
    super();
    this.#reluOnLogits = reluOnLogits;
  }

  override forward(images: Tensor): Tensor {
    let x = this.pool1(F.relu(this.conv1(images)));
    x = this.pool2(F.relu(this.conv2(x)));
    x = x.flatten(1); // [n, 16, 6, 6] → [n, 576]; view([-1, 576]) would hide a wrong size in the batch axis
    x = F.relu(this.fc1(x));
    const logits = this.fc2(x);
    return this.#reluOnLogits ? F.relu(logits) : logits;
  }
}
