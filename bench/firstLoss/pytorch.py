"""From the start of the process to the first loss: the tutorial's net, one step on 4 pictures."""
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 8, 5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(576, 128),
    nn.ReLU(),
    nn.Linear(128, 10),
)
optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
loss = nn.functional.cross_entropy(net(torch.randn(4, 3, 32, 32)), torch.randint(0, 10, (4,)))
loss.backward()
optimizer.step()
print("loss", loss.item())
