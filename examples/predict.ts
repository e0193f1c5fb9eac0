// What does the trained net see in a picture?   npm run predict -- picture.png
import { existsSync } from 'node:fs';
import { noGrad, type Tensor, topkAsync, transforms } from 'stridegrad';
import { CIFAR10, loadSafetensors, readImage } from 'stridegrad/node';
import { CNNNet } from './cifar10/CNNNet.ts';
import { fail, orFail } from './cifar10/fail.ts';
import { normalise } from './cifar10/pictures.ts';

const [picture, weights = 'out/cifar10/weights.safetensors'] = process.argv.slice(2);
if (picture === undefined) fail('which picture? npm run predict -- picture.png [weights.safetensors]');
if (!existsSync(weights)) fail(`${weights} does not exist. npm run cifar trains the net and writes it.`);

const net = new CNNNet();
net.loadStateDict(await orFail(loadSafetensors(weights)));
const to32 = new transforms.Compose([new transforms.Resize(32), new transforms.CenterCrop(32), normalise]);
const image = to32.apply(await orFail(readImage(picture))) as Tensor; // for `normalise` makes tensors
const chances = noGrad(() => net(image.unsqueeze(0)).softmax(1).flatten());
const best = await topkAsync(chances, 3);
const percents = await best.values.toTypedArrayAsync();
for (const [rank, index] of (await best.indices.toTypedArrayAsync()).entries()) {
  console.log(`${CIFAR10.classes[index].padEnd(10)} ${(100 * percents[rank]).toFixed(1).padStart(5)} %`);
}
