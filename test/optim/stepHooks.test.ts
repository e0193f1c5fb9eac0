import test from 'tape';
import { ArgumentError, optim, tensor } from '../../src/index.ts';

test('step hooks see the optimizer before and after its step, in order, until they are removed', (t) => {
  const weight = tensor([1], { requiresGrad: true });
  const optimizer = new optim.SGD([weight], { lr: 1 });
  const seen: string[] = [];
  const note = (moment: string) => (who: optim.Optimizer) => {
    seen.push(`${moment} ${weight.item()}${who === optimizer ? '' : ' of another'}`);
  };
  const hooks = [
    optimizer.registerStepPreHook(note('before')),
    optimizer.registerStepPostHook(note('after')),
    optimizer.registerStepPostHook(note('after that')),
  ];
  weight.mul(3).sum().backward();
  optimizer.step();
  t.deepEqual(seen, ['before 1', `after ${1 - 3}`, `after that ${1 - 3}`]);

  hooks[0].remove();
  hooks[2].remove();
  optimizer.step();
  t.deepEqual(seen.slice(3), [`after ${1 - 3 - 3}`]);
  t.end();
});

test('a closure runs after the hooks before the step, as in PyTorch', (t) => {
  const weight = tensor([1], { requiresGrad: true });
  const optimizer = new optim.SGD([weight], { lr: 1 });
  const seen: string[] = [];
  optimizer.registerStepPreHook(() => void seen.push('before'));
  optimizer.registerStepPostHook(() => void seen.push('after'));
  optimizer.step(() => seen.push('closure'));
  t.deepEqual(seen, ['before', 'closure', 'after']);
  t.end();
});

test('a step that throws has no hook after it', (t) => {
  const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
  let calls = 0;
  optimizer.registerStepPostHook(() => void calls++);
  optimizer.paramGroups[0].lr = Number.NaN;
  t.throws(() => optimizer.step(), ArgumentError);
  t.equal(calls, 0);
  t.end();
});
