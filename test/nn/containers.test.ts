import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { tensor } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

class Plus extends nn.Module {
  readonly #amount: number;
  constructor(amount: number) {
    super();
    this.#amount = amount;
  }
  override forward(x: Tensor): Tensor {
    return x.add(this.#amount);
  }
}

class Times extends Plus {
  readonly factor = 2;
  override forward(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

test('Sequential runs its modules one after the other', (t) => {
  t.deepEqual(new nn.Sequential(new Plus(1), new Times(0), new Plus(3))(tensor([5])).toArray(), [(5 + 1) * 2 + 3]);
  t.deepEqual(new nn.Sequential({ times: new Times(0), plus: new Plus(1) })(tensor([5])).toArray(), [5 * 2 + 1]);
  t.deepEqual(new nn.Sequential()(tensor([5])).toArray(), [5]);
  t.end();
});

test('Sequential gives its modules by place and by name, and says which there are', (t) => {
  const [first, second] = [new Plus(1), new Plus(2)];
  const net = new nn.Sequential({ first, second });
  t.deepEqual([net.get(0), net.get(-1), net.get('second')], [first, second, second]);
  t.deepEqual([...net], [first, second]);
  t.equal(net.size, 2);
  for (const place of [2, -3, 0.5, 'third']) {
    t.throws(() => net.get(place), {
      message: `Sequential: there is no module ${place}; those it holds are first, second`,
    });
  }
  t.end();
});

test('a slice shares its modules and their names, and appending finds a free one', (t) => {
  const modules = [new Plus(1), new Plus(2), new Plus(3)];
  const part = new nn.Sequential(...modules).slice(1);
  t.deepEqual(part.namedChildren(), [
    ['1', modules[1]],
    ['2', modules[2]],
  ]);
  part.append(modules[0]);
  t.deepEqual(
    part.namedChildren().map(([name]) => name),
    ['1', '2', '3'],
  );
  t.deepEqual(part(tensor([0])).toArray(), [2 + 3 + 1]);
  t.end();
});

test('containers refuse what is no module, and names that are no part of a path', (t) => {
  t.throws(() => new nn.Sequential(3 as unknown as nn.Module), /Sequential: '0' is no module, but 3/);
  t.throws(
    () => new nn.ModuleDict({ 'a.b': new Plus(1) }),
    /ModuleDict: a name is not empty and has no dot, but .* 'a.b'/,
  );
  t.end();
});

test('names of methods are names like others in a container', (t) => {
  const net = new nn.ModuleDict<nn.Module>({ forward: new Plus(1), 10: new Plus(2), 2: new Plus(3) });
  net.set('1', new nn.Linear(1, 1));
  t.deepEqual(
    net.namedChildren().map(([name]) => name),
    ['2', '10', 'forward', '1'],
    'in the order of the object, where integers come first, and then as set',
  );
  t.deepEqual(
    net.namedParameters().map(([path]) => path),
    ['1.weight', '1.bias'],
  );
  t.end();
});

test('ModuleList is a list that knows the type of its modules', (t) => {
  const list = new nn.ModuleList([new nn.Linear(1, 2), new nn.Linear(2, 3)]);
  t.deepEqual(
    [...list].map(({ outFeatures }) => outFeatures),
    [2, 3],
  );
  t.equal(list.get(-1).outFeatures, 3);
  t.equal(list.append(new nn.Linear(3, 4)).size, 3);
  t.deepEqual(
    list
      .slice(1)
      .namedParameters()
      .map(([path]) => path),
    ['0.weight', '0.bias', '1.weight', '1.bias'],
    'a slice is numbered anew',
  );
  t.throws(() => list.forward(), /ModuleList: cannot be called; go through its modules/);
  t.end();
});

test('ModuleDict keeps modules by name', (t) => {
  const left = new Plus(1);
  const dict = new nn.ModuleDict({ left, right: new Plus(2) });
  t.equal(dict.get('left'), left);
  t.deepEqual([dict.keys(), dict.has('left'), dict.has('middle'), dict.size], [['left', 'right'], true, false, 2]);
  t.equal(dict.delete('right'), true);
  t.deepEqual([dict.entries(), dict.values()], [[['left', left]], [left]]);
  t.throws(() => dict.get('right'), /ModuleDict: there is no module right; those it holds are left/);
  t.throws(() => dict.forward(), /ModuleDict: cannot be called; choose one of its modules/);
  t.end();
});
