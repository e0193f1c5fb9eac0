import { inspect } from 'node:util';
import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { ones, tensor, zeros } from '../../src/tensor/create.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

class Net extends nn.Module {
  readonly fc1 = new nn.Linear(2, 3);
  readonly fc2 = new nn.Linear(3, 1, { bias: false });
  readonly scale = new nn.Parameter(tensor([2]));
  readonly shift = this.registerBuffer('shift', tensor([1]), { key: 'the_shift' });
  readonly scratch = this.registerBuffer('scratch', zeros([2]), { persistent: false });
  readonly note = 'neither a parameter nor a module';
  readonly #times = 2;

  override forward(x: Tensor): Tensor {
    return this.fc2(F.relu(this.fc1(x)))
      .mul(this.scale)
      .add(this.shift)
      .mul(this.#times);
  }
}

const message = (body: () => unknown): string => {
  try {
    body();
    return 'no error';
  } catch (error) {
    return String(error);
  }
};

test('a module is called like a function, and is an object of its class all the same', (t) => {
  const double = new (class Double extends nn.Module {
    readonly factor = 2;
    override forward(x: Tensor): Tensor {
      return x.mul(this.factor);
    }
  })();
  t.deepEqual(double(tensor([1, 2])).toArray(), [1 * 2, 2 * 2]);
  t.ok(double instanceof nn.Module);
  t.equal(double.constructor.name, 'Double');
  t.end();
});

test('nothing of the function shows on a module but that it can be called', (t) => {
  const net = new Net();
  t.deepEqual(Object.keys(net), ['training', 'fc1', 'fc2', 'scale', 'shift', 'scratch', 'note']);
  t.notOk('name' in net, 'it has no name');
  t.notOk('length' in net, 'and no length');
  t.notOk('call' in net, 'and no method of functions');
  class Named extends nn.Identity {
    override readonly name: string = 'mine';
    override readonly length: number = 7;
  }
  const named = new Named();
  t.deepEqual([named.name, named.length], ['mine', 7], 'so fields may have these names');
  t.end();
});

test('parameters, buffers and children are found in the order of the fields, parents first', (t) => {
  const net = new nn.Sequential({ first: new Net(), second: new nn.ReLU() });
  t.deepEqual(
    net.namedParameters().map(([path]) => path),
    ['first.scale', 'first.fc1.weight', 'first.fc1.bias', 'first.fc2.weight'],
  );
  t.deepEqual(
    net.namedBuffers().map(([path]) => path),
    ['first.the_shift', 'first.scratch'],
  );
  t.deepEqual(
    net.namedModules().map(([path, module]) => `${path}: ${module.constructor.name}`),
    [': Sequential', 'first: Net', 'first.fc1: Linear', 'first.fc2: Linear', 'second: ReLU'],
  );
  t.deepEqual(
    net.namedChildren().map(([name]) => name),
    ['first', 'second'],
  );
  t.deepEqual(
    new Net().namedParameters({ recurse: false }).map(([path]) => path),
    ['scale'],
  );
  t.equal(net.parameters().length, 4);
  t.equal(net.modules().length, 5);
  t.equal(net.buffers().length, 2);
  t.end();
});

test('what two places share is listed once, and both keys stand in the state dict', (t) => {
  class Tied extends nn.Module {
    readonly encoder = new nn.Linear(2, 2, { bias: false });
    readonly decoder = this.encoder;
    readonly weight = this.encoder.weight;
    override forward(x: Tensor): Tensor {
      return this.decoder(this.encoder(x));
    }
  }
  const tied = new Tied();
  t.equal(tied.parameters().length, 1);
  t.deepEqual(
    [...tied.namedParameters(), ...tied.namedChildren()].map(([path]) => path),
    ['weight', 'encoder'],
    'under the name that comes first',
  );
  t.equal(tied.modules().length, 2);
  t.deepEqual(Object.keys(tied.stateDict()), ['weight', 'encoder.weight', 'decoder.weight']);
  t.end();
});

test("a parameter's path is its label on the tape, as seen from the largest net", (t) => {
  const net = new Net();
  const outer = new nn.Sequential(net);
  outer.namedParameters();
  net.namedParameters();
  net.fc1.namedParameters();
  t.equal(net.fc1.weight.node?.label, '0.fc1.weight');
  t.end();
});

test('a parameter of integers is refused, unless it learns nothing', (t) => {
  const integers = tensor([1, 2], { dtype: 'int32' });
  t.match(
    message(() => new nn.Parameter(integers)),
    /^DTypeError: Parameter: only floating tensors can be learnt/,
  );
  t.equal(new nn.Parameter(integers, { requiresGrad: false }).requiresGrad, false);
  t.end();
});

test('a parameter prints as one', (t) => {
  const parameter = new nn.Parameter(tensor([1, 2]));
  t.equal(String(parameter), 'Parameter containing:\ntensor([1., 2.], requiresGrad=true)');
  t.equal(inspect(parameter), String(parameter));
  t.end();
});

test('registering refuses what is no tensor and the names of methods', (t) => {
  const net = new Net();
  const notATensor = 3 as unknown as Tensor;
  t.equal(
    message(() => net.registerBuffer('more', notATensor)),
    "ArgumentError: registerBuffer: 'more' must be a tensor that is no Parameter",
  );
  t.equal(
    message(() => net.registerParameter('more', ones([1]) as nn.Parameter)),
    "ArgumentError: registerParameter: 'more' must be a Parameter: new nn.Parameter(tensor)",
  );
  t.equal(
    message(() => net.registerBuffer('forward', ones([1]))),
    "ArgumentError: Net: 'forward' cannot be registered: modules have a method of that name",
  );
  net.registerParameter('late', new nn.Parameter(ones([1])), { key: 'very_late' });
  t.ok(net.namedParameters().some(([path]) => path === 'very_late'));
  t.equal(
    message(() => net.registerBuffer('more', ones([1]), { key: 'a.b' })),
    "ArgumentError: Net: a name is not empty and has no dot, but this is 'a.b'",
  );
  t.end();
});

test('train and eval reach every module below, apply visits children before parents', (t) => {
  const net = new nn.Sequential(new Net(), new nn.ModuleList([new nn.ReLU()]) as unknown as nn.Module);
  t.equal(net.eval(), net);
  t.ok(net.modules().every(({ training }) => !training));
  net.train();
  t.ok(net.modules().every(({ training }) => training));
  const visited: string[] = [];
  net.apply((module) => visited.push(module.constructor.name));
  t.deepEqual(visited, ['Linear', 'Linear', 'Net', 'ReLU', 'ModuleList', 'Sequential']);
  t.end();
});

test('requiresGrad_ freezes, zeroGrad forgets', (t) => {
  const net = new Net();
  net(ones([1, 2]))
    .sum()
    .backward();
  t.ok(net.parameters().every(({ grad }) => grad !== undefined));
  net.zeroGrad();
  t.ok(net.parameters().every(({ grad }) => grad === undefined));
  net.requiresGrad_(false);
  t.equal(net(ones([1, 2])).requiresGrad, false);
  net.requiresGrad_();
  t.equal(net(ones([1, 2])).requiresGrad, true);
  t.end();
});

test('to changes dtypes in place: parameters stay themselves, with their gradients, labels and hooks', (t) => {
  const net = new Net();
  const before = net.parameters();
  net.namedParameters();
  net(ones([1, 2]))
    .sum()
    .backward();
  const gradient = net.scale.grad?.toArray();
  let hooked = 0;
  net.scale.registerHook(() => {
    hooked++;
    return undefined;
  });

  t.equal(net.double(), net);
  t.deepEqual(net.parameters(), before);
  t.ok([...net.parameters(), ...net.buffers()].every(({ dtype }) => dtype === 'float64'));
  t.deepEqual(net.scale.grad?.toArray(), gradient);
  t.equal(net.scale.grad?.dtype, 'float64');
  t.equal(net.scale.node?.label, 'scale');
  net(ones([1, 2], { dtype: 'float64' }))
    .sum()
    .backward();
  t.equal(hooked, 1);
  net.float();
  t.equal(net.shift.dtype, 'float32', 'buffers follow');
  t.match(
    message(() => net.to('int32')),
    /^DTypeError: Module.to: parameters are float32 or float64/,
  );
  t.match(
    message(() => net.to('nowhere')),
    /^DeviceError: device 'nowhere' is unknown/,
  );
  t.end();
});

test('integers keep their dtype, and what is not persistent stays out of the state dict', (t) => {
  const norm = new nn.BatchNorm2d(2).double();
  t.deepEqual(
    norm.namedBuffers().map(([path, { dtype }]) => `${path} ${dtype}`),
    ['running_mean float64', 'running_var float64', 'num_batches_tracked int32'],
  );
  t.deepEqual(Object.keys(new Net().stateDict()), ['scale', 'the_shift', 'fc1.weight', 'fc1.bias', 'fc2.weight']);
  t.end();
});

test('to the dtype and device that it has leaves a module alone', (t) => {
  const net = new Net();
  const { node, storage } = net.scale;
  net.to('float32').to(net.scale.device);
  t.equal(net.scale.node, node);
  t.equal(net.scale.storage, storage);
  t.end();
});

test('a module prints as PyTorch prints it', (t) => {
  t.equal(
    String(new nn.Sequential({ net: new Net(), none: new nn.Sequential() })),
    [
      'Sequential(',
      '  (net): Net(',
      '    (fc1): Linear(in_features=2, out_features=3, bias=True)',
      '    (fc2): Linear(in_features=3, out_features=1, bias=False)',
      '  )',
      '  (none): Sequential()',
      ')',
    ].join('\n'),
  );
  t.end();
});

test('extra text and children together stand on lines of their own', (t) => {
  class Told extends nn.Module {
    readonly inner = new nn.ReLU();
    override forward(x: Tensor): Tensor {
      return this.inner(x);
    }
    override extraRepr(): string {
      return 'a=1';
    }
  }
  t.equal(String(new Told()), 'Told(\n  a=1\n  (inner): ReLU()\n)');
  t.end();
});
