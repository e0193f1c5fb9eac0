import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'tape';
import { F, type Tensor, tensor } from '../../src/index.ts';
import { idsOf, points, Small, sgd } from './doctorPrograms.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Trains 130 steps, and the garbage collector comes by now and then. Gives what was warned of. */
function idsWith(keep: (loss: Tensor) => void): Promise<string[]> {
  return idsOf(async (watch) => {
    const net = new Small();
    const optimizer = sgd(net);
    watch(net, optimizer);
    const [x, y] = points(8);
    for (let step = 0; step < 130; step++) {
      optimizer.zeroGrad();
      const loss = F.crossEntropy(net(x), y);
      loss.backward();
      optimizer.step();
      keep(loss);
      if (step % 40 !== 39) continue;
      collectGarbage();
      await nextTurn();
    }
  });
}

test('losses that are summed up with their tapes are found', async (t) => {
  let total = tensor(0);
  let smooth = tensor(0);
  t.deepEqual(
    await idsWith((loss) => {
      total = total.add(loss);
    }),
    ['loss-kept-alive'],
  );
  t.deepEqual(
    await idsWith((loss) => {
      smooth = smooth.mul(0.9).add(loss.mul(0.1));
    }),
    ['loss-kept-alive'],
    'a mean that moves',
  );
  t.end();
});

test('a list of losses is found when the garbage collector has been around', async (t) => {
  const losses: Tensor[] = [];
  t.deepEqual(await idsWith((loss) => losses.push(loss)), ['loss-kept-alive']);
  t.equal(losses.length, 130);
  t.end();
});

test('numbers, detached losses, the last loss and the best one are fine to keep', async (t) => {
  let total = 0;
  let sum = tensor(0);
  let best: Tensor | undefined;
  const kept: Tensor[] = [];
  const ids = await idsWith((loss) => {
    total += loss.mul(100).div(3).item();
    sum = sum.add(loss.detach());
    kept.push(loss.detach());
    if (best === undefined || loss < best) best = loss;
  });
  t.deepEqual(ids, []);
  t.ok(total > 0 && sum.item() > 0 && kept.length === 130 && best !== undefined);
  t.end();
});
