// From the start of the process to the first loss: the tutorial's net, one step on 4 pictures. The built package is named
// by its path, since bench/ is a package of its own.
import { F, nn, optim, randint, randn } from '../../dist/index.js';

const net = new nn.Sequential(
  new nn.Conv2d(3, 8, 5),
  new nn.ReLU(),
  new nn.MaxPool2d(2),
  new nn.Conv2d(8, 16, 3),
  new nn.ReLU(),
  new nn.MaxPool2d(2),
  new nn.Flatten(),
  new nn.Linear(576, 128),
  new nn.ReLU(),
  new nn.Linear(128, 10),
);
const optimizer = new optim.SGD(net.parameters(), { lr: 0.001, momentum: 0.9 });
const loss = F.crossEntropy(net(randn([4, 3, 32, 32])), randint(0, 10, [4]).to('int32'));
loss.backward();
optimizer.step();
console.log(`loss ${loss.item()}`);
