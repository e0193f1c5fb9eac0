import type { nn, optim, Tensor } from 'stridegrad';

/** Who learns, and how. */
export interface Learner {
  readonly net: nn.Module;
  readonly criterion: nn.CrossEntropyLoss;
  readonly optimizer: optim.Optimizer;
}

/**
 * One step of training: forward, backward, and a little downhill. Gives the loss, still on the device: nothing here
 * waits for a number.
 */
export function trainingStep({ net, criterion, optimizer }: Learner, images: Tensor, labels: Tensor): Tensor {
  optimizer.zeroGrad();
  const loss = criterion(net(images), labels);
  loss.backward();
  optimizer.step();
  return loss.detach();
}
