import test from 'tape';
import { addObserver, type Observer, observation } from '../../src/autograd/observer.ts';
import type { NdArray } from '../../src/backends/storage.ts';
import { noGrad, optim, relu, tensor } from '../../src/index.ts';

const numbersOf = (array: NdArray | undefined) => (array === undefined ? undefined : [...array.storage.read()]);

/** An observer that writes down what it is told, with the numbers of the moment. */
function notes(): { lines: unknown[]; observer: Observer } {
  const lines: unknown[] = [];
  const observer: Observer = {
    operationRan: ({ operation, inputs, output, node }) =>
      lines.push([
        operation,
        ...inputs.map(numbersOf),
        '→',
        numbersOf(output),
        node === undefined ? 'unrecorded' : 'on the tape',
      ]),
    backwardStarts: ({ root, gradient }) => lines.push(['starts at', root.operation, numbersOf(gradient)]),
    sharesSent: ({ node, gradOutput, shares }) =>
      lines.push(['back through', node.operation, numbersOf(gradOutput), '→', ...shares.map(numbersOf)]),
    gradientArrives: ({ node, gradient }) => lines.push(['arrives', numbersOf(gradient), 'at', numbersOf(node.grad)]),
    gradientAdded: ({ node }) => lines.push(['gives', numbersOf(node.grad)]),
    backwardEnded: () => lines.push('ended'),
    stepStarts: ({ name, updates }) => lines.push([name, ...updates.map(({ param }) => numbersOf(param))]),
    stepEnded: ({ updates }) =>
      lines.push([
        'now',
        ...updates.map(({ param, state }) => [numbersOf(param), numbersOf(state?.arrays.momentum_buffer)]),
      ]),
  };
  return { lines, observer };
}

test('an observer sees a training step from inside, every number at its moment', (t) => {
  const weight = tensor([2], { requiresGrad: true });
  const unused = tensor([7], { requiresGrad: true });
  const optimizer = new optim.SGD([weight, unused], { lr: 0.5, momentum: 0.5 });
  const { lines, observer } = notes();
  const observed = addObserver(observer);
  const product = weight.mul(tensor([3]));
  product.add(product).backward(); // d(6w)/dw = 6
  optimizer.step();
  noGrad(() => relu(weight));
  observed.remove();
  relu(weight);

  t.deepEqual(lines, [
    ['mul', [2], [3], '→', [6], 'on the tape'],
    ['add', [6], [6], '→', [12], 'on the tape'],
    ['starts at', 'add', [1]],
    ['back through', 'add', [1], '→', [1], [1]],
    ['back through', 'mul', [2], '→', [6], undefined],
    ['arrives', [6], 'at', undefined],
    ['gives', [6]],
    'ended',
    ['SGD', [2]],
    ['now', [[2 - 0.5 * 6], [6]]],
    ['relu', [-1], '→', [0], 'unrecorded'],
  ]);
  t.end();
});

test('several observers see the same, and each leaves for itself', (t) => {
  const [first, second] = [notes(), notes()];
  const [one, other] = [addObserver(first.observer), addObserver(second.observer)];
  relu(tensor([1]));
  one.remove();
  one.remove();
  relu(tensor([2]));
  t.deepEqual(first.lines, second.lines.slice(0, 1));
  t.equal(second.lines.length, 2);
  other.remove();
  t.equal(observation.current, undefined, 'nobody looks on then');
  t.end();
});
