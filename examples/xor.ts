// A first program: a net of two layers learns exclusive or.   npm run xor
import { F, nn, noGrad, optim, tensor } from 'stridegrad';

const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const labels = tensor([0, 1, 1, 0], { dtype: 'int32' }); // exclusive or

const net = new nn.Sequential(new nn.Linear(2, 16), new nn.ReLU(), new nn.Linear(16, 2));
const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
for (let step = 0; step < 200; step++) {
  optimizer.zeroGrad();
  const loss = F.crossEntropy(net(x), labels);
  loss.backward();
  optimizer.step();
}
console.log(noGrad(() => net(x).argmax(1)).toArray()); // [ 0, 1, 1, 0 ]
