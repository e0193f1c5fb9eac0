import type * as Package from '../../src/index.ts';
import type { FlatArray, Handle, Kernel, Tensor } from '../../src/index.ts';

/** How an array on device 'explain' came to be. */
interface Making {
  readonly kernel: Kernel<object>;
  readonly inputs: readonly Explained[];
  readonly request: { readonly sizes: object; readonly scalars: readonly number[]; readonly length: number };
}

interface Explained extends Handle {
  readonly making: Making | undefined;
  readonly numbers: FlatArray;
}

/**
 * Explains what a learner might in an afternoon: some numbers of every kernel that a training step runs, forward, back
 * and in the optimizer, then the gradients, and a convolution as a trace.
 */
export function explainStep(
  ours: typeof Package,
  net: Package.nn.Module<[Tensor], Tensor>,
  x: Tensor,
  y: Tensor,
): void {
  const { explain, explainElement, nn, optim, trace } = ours;
  net.to('explain');
  const parameters = [...net.parameters()];
  const loss = new nn.CrossEntropyLoss()(net(x.to('explain')), y.to('explain'));
  loss.backward();
  for (const { grad } of parameters) {
    if (grad !== undefined) for (const index of someOf(grad.numel, 10)) explain(grad, index);
  }
  new optim.SGD(parameters, { lr: 0.001, momentum: 0.9 }).step();

  const made = parameters.map(({ storage }) => storage.handleFor('explainStep') as unknown as Explained);
  for (const { kernel, inputs, request } of kernelsBehind(made)) {
    const arrays = inputs.map(({ numbers }) => numbers);
    for (const index of someOf(request.length, 60)) explainElement(kernel, arrays, request, index);
  }

  const convolution = trace.conv2d(x, parameters[0], parameters[1]);
  for (const index of someOf(convolution.length, 60)) convolution.at(index);
  for (const gradient of Object.values(convolution.backward())) {
    for (const index of someOf(gradient.length, 10)) gradient.at(index);
  }
}

/** A run of each kernel that took part in making the arrays. */
function kernelsBehind(arrays: readonly Explained[]): Making[] {
  const found = new Map<string, Making>();
  const seen = new Set<Explained>();
  const pending = [...arrays];
  for (let array = pending.pop(); array !== undefined; array = pending.pop()) {
    if (array.making === undefined || seen.has(array)) continue;
    seen.add(array);
    found.set(array.making.kernel.name, array.making);
    pending.push(...array.making.inputs);
  }
  return [...found.values()];
}

/** At most so many numbers below `length`, evenly spread. */
function someOf(length: number, most: number): number[] {
  const count = Math.min(length, most);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
}
