import { join } from 'node:path';
import test from 'tape';
import { CNNNet } from '../../examples/cifar10/CNNNet.ts';
import { drawnCifar10, manualSeed, noGrad, tensor } from '../../src/index.ts';
import { CIFAR10, saveImage, saveSafetensors } from '../../src/node.ts';
import { inTemporaryFolder, runProgram } from '../support/runProgram.ts';

const program = 'examples/predict.ts';

test('predict names what the net sees in a PNG file, made 32×32 if it is not', async (t) => {
  await inTemporaryFolder(async (folder) => {
    manualSeed(7);
    const net = new CNNNet();
    const weights = join(folder, 'weights.safetensors');
    await saveSafetensors(weights, net.stateDict());
    const [picture] = drawnCifar10({ images: 1 }).get(0);
    const small = join(folder, 'small.png');
    await saveImage(picture, small);

    // The net's input by hand: pixels [32, 32, 3] of 0 … 255 become planes [3, 32, 32] of −1 … 1.
    const planes = [0, 1, 2].map((channel) =>
      Array.from({ length: 32 * 32 }, (_, pixel) => picture.data[3 * pixel + channel] / 127.5 - 1),
    );
    const chances = noGrad(() => net(tensor(planes).reshape([1, 3, 32, 32])).softmax(1)).toTypedArray();
    const best = [...chances.keys()].sort((a, b) => chances[b] - chances[a]).slice(0, 3);

    const { stdout } = await runProgram(program, [small, weights]);
    const lines = stdout.trimEnd().split('\n');
    t.deepEqual(
      lines.map((line) => line.split(/ +/).slice(0, 2)),
      best.map((index) => [CIFAR10.classes[index], (100 * chances[index]).toFixed(1)]),
    );

    const large = join(folder, 'large.png');
    await saveImage({ data: new Uint8Array(70 * 50).fill(90), width: 70, height: 50, channels: 1 }, large);
    const gray = await runProgram(program, [large, weights]);
    t.equal(gray.stdout.trim().split('\n').length, 3, 'a gray picture of 50×70 gets an answer too');
  });
  t.end();
});

test('predict says what is missing', async (t) => {
  const refused = [
    { args: [], expected: /^error: which picture\? npm run predict -- picture\.png/ },
    {
      args: ['a.png', '/nowhere.safetensors'],
      expected: /^error: \/nowhere\.safetensors does not exist\. npm run cifar /,
    },
    { args: ['/nowhere.png', 'package.json'], expected: /^error: package\.json: / },
  ];
  const ended = await Promise.all(refused.map(({ args }) => runProgram(program, args, { status: 1 })));
  for (const [i, { args, expected }] of refused.entries()) {
    t.match(ended[i].stderr, expected, args.join(' '));
  }
  t.end();
});
