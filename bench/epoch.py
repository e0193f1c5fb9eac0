"""One epoch of the tutorial's net in PyTorch, for bench/epoch.ts. Prints the seconds it took, as JSON.

python3 epoch.py IMAGES BATCH_SIZE THREADS WORKERS
"""
import json
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F

images, batch_size, threads, workers = (int(argument) for argument in sys.argv[1:5])
torch.set_num_threads(threads)
torch.manual_seed(0)


class CNNNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 5)
        self.pool1 = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.pool2 = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(576, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.pool1(F.relu(self.conv1(x)))
        x = self.pool2(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))


class Pictures(torch.utils.data.Dataset):
    """Bytes that are normalised sample by sample, as torchvision's ToTensor and Normalize do."""

    def __init__(self):
        self.pixels = torch.randint(0, 256, (images, 3, 32, 32), dtype=torch.uint8)
        self.labels = torch.randint(0, 10, (images,))

    def __len__(self):
        return images

    def __getitem__(self, i):
        return (self.pixels[i].float().div(255) - 0.5) / 0.5, int(self.labels[i])


def in_memory():
    """Batches that are ready: what is measured is the training alone."""
    data = Pictures()
    pixels = (data.pixels.float().div(255) - 0.5) / 0.5
    return [(pixels[i : i + batch_size], data.labels[i : i + batch_size]) for i in range(0, images, batch_size)]


def loader():
    return torch.utils.data.DataLoader(Pictures(), batch_size=batch_size, shuffle=True, num_workers=workers)


net = CNNNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)


def train(batches, limit=None):
    for done, (inputs, labels) in enumerate(batches):
        if done == limit:
            break
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
    return loss.item()


batches = in_memory() if workers == 0 else loader()
if workers == 0:
    train(batches, 200)
started = time.perf_counter()
train(batches)
print(json.dumps({"seconds": time.perf_counter() - started}))
