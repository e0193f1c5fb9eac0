"""PyTorch as a contestant of the bench: pytorch.py THREADS."""
import sys

import torch
import torch.nn.functional as F
from torch import nn

import common
from common import LOSS_IS_READ_EVERY, SEEDS, fingerprint

torch.set_num_threads(int(sys.argv[1]))


class CNNNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.fc1 = nn.Linear(576, 128)
        self.fc2 = nn.Linear(128, 10)
        with torch.no_grad():
            for parameter, values in zip(self.parameters(), common.net_weights()):
                parameter.copy_(torch.from_numpy(values))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))


def optimizer_of(parameters, variant):
    kind = {"plain": {"foreach": False, "fused": False}, "foreach": {"foreach": True}}.get(variant, {"fused": True})
    return torch.optim.SGD(parameters, lr=0.001, momentum=0.9, **kind)


def pictures(batch):
    return torch.from_numpy(common.numbers(SEEDS["input"], (batch, 3, 32, 32)))


def train(batch, variant):
    net = CNNNet()
    forward = torch.compile(net) if variant == "compiled" else net
    optimizer = optimizer_of(net.parameters(), variant)
    criterion = nn.CrossEntropyLoss()
    images, labels = pictures(batch), torch.from_numpy(common.labels(batch)).long()

    def step():
        optimizer.zero_grad()
        loss = criterion(forward(images), labels)
        loss.backward()
        optimizer.step()
        return loss

    def run(iterations):
        for done in range(1, iterations + 1):
            loss = step()
            if done % LOSS_IS_READ_EVERY == 0 or done == iterations:
                loss.item()

    return run, [step().item() for _ in range(3)]


def forward(batch, variant):
    net = CNNNet().eval()
    compute = torch.compile(net) if variant == "compiled" else net
    images = pictures(batch)

    def run(iterations):
        with torch.inference_mode():
            for _ in range(iterations):
                compute(images).numpy()

    with torch.inference_mode():
        return run, fingerprint(compute(images))


def sgd(variant):
    net = CNNNet()
    optimizer = optimizer_of(net.parameters(), variant)
    for i, parameter in enumerate(net.parameters()):
        parameter.grad = torch.from_numpy(common.numbers(SEEDS["net"] + i, tuple(parameter.shape)))

    def run(iterations):
        for _ in range(iterations):
            optimizer.step()

    run(1)
    return run, fingerprint(net.fc2.bias.detach())


def layer(work):
    """The function that is timed, and what it is given: the data, then its weights."""
    inputs = [torch.from_numpy(values) for values in common.layer_inputs(work)]
    kind = work["kind"]
    if kind == "conv2d":
        return lambda x, w, b: F.conv2d(x, w, b, work["stride"], work["padding"]), inputs
    if kind == "crossEntropy":
        labels = torch.from_numpy(common.labels(work["batch"])).long()
        return lambda x: F.cross_entropy(x, labels), inputs
    return {
        "matmul": torch.matmul,
        "linear": F.linear,
        "relu": F.relu,
        "maxPool2d": lambda x: F.max_pool2d(x, 2),
    }[kind], inputs


def one_pass(work):
    output, inputs = layer(work)
    wanted = work.get("pass", "forward")

    if wanted == "forward":

        def once():
            with torch.no_grad():
                return output(*inputs)

    else:
        asked = 1 if wanted == "gradWeight" else 0
        leaves = inputs if wanted == "both" else [inputs[asked]]
        for leaf in leaves:
            leaf.requires_grad_()
        kept = output(*inputs)
        grad = torch.from_numpy(common.numbers(SEEDS["gradOutput"], tuple(kept.shape))) if kept.dim() else None

        def once():
            for leaf in leaves:
                leaf.grad = None
            if wanted == "both":
                output(*inputs).backward(grad)
            else:
                kept.backward(grad, retain_graph=True)
            return inputs[asked].grad

    def run(iterations):
        for _ in range(iterations):
            once()

    return run, fingerprint(once())


def prepare(work, variant):
    kind = work["kind"]
    if kind == "train":
        return train(work["batch"], variant)
    if kind == "forward":
        return forward(work["batch"], variant)
    return sgd(variant) if kind == "sgd" else one_pass(work)


common.serve(torch.__version__, prepare)
