import { ShapeError } from '../../src/errors.ts';
import * as nn from '../../src/nn/index.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** The tutorial's net, for images of 32×32. */
export class Net extends nn.Module {
  conv1 = new nn.Conv2d(3, 6, 5);
  pool = new nn.MaxPool2d(2);
  conv2 = new nn.Conv2d(6, 16, 5);
  fc1 = new nn.Linear(400, 128);
  fc2 = new nn.Linear(128, 10);

  override forward(x: Tensor): Tensor {
    const pooled = this.features(x);
    return this.fc2(F.relu(this.fc1(this.flat(pooled))));
  }

  features(x: Tensor): Tensor {
    return this.pool(F.relu(this.conv2(this.pool(F.relu(this.conv1(x))))));
  }

  flat(x: Tensor): Tensor {
    return x.flatten(1);
  }
}

/** The error that the body throws. */
export function shapeErrorOf(body: () => unknown): ShapeError {
  try {
    body();
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
  throw new Error('no error');
}

/** The text of the error that the body throws. */
export function textOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return String(error);
  }
  return 'no error';
}

/** The text of the error that the body's promise ends in. */
export async function textOfAsync(body: () => Promise<unknown>): Promise<string> {
  try {
    await body();
  } catch (error) {
    return String(error);
  }
  return 'no error';
}
