"""What the workers in Python share: the numbers of workers/numbers.ts, and the protocol of workers/serve.ts."""
import json
import sys
import time

import numpy as np

SEEDS = {"input": 1, "weight": 2, "bias": 3, "gradOutput": 4, "net": 10}

# The parameters of the tutorial's net in order, with the products that each output of their layer sums.
NET_PARAMETERS = [
    ((8, 3, 5, 5), 75),
    ((8,), 75),
    ((16, 8, 3, 3), 72),
    ((16,), 72),
    ((128, 576), 576),
    ((128,), 576),
    ((10, 128), 128),
    ((10,), 128),
]

LOSS_IS_READ_EVERY = 100  # steps


def numbers(seed, shape, fan_in=1):
    """Numbers in ±1/√fan_in: the number of the element, mixed by MurmurHash3's finalizer."""
    count = int(np.prod(shape, dtype=np.int64))
    hashed = np.arange(count, dtype=np.uint32) + np.uint32(seed * 0x9E3779B9 % 2**32)
    hashed = (hashed ^ (hashed >> 16)) * np.uint32(0x85EBCA6B)
    hashed = (hashed ^ (hashed >> 13)) * np.uint32(0xC2B2AE35)
    hashed = hashed ^ (hashed >> 16)
    return ((hashed / 2**32 * 2 - 1) / np.sqrt(fan_in)).astype(np.float32).reshape(shape)


def net_weights():
    return [numbers(SEEDS["net"] + i, shape, fan_in) for i, (shape, fan_in) in enumerate(NET_PARAMETERS)]


def labels(count):
    return (np.arange(count) % 10).astype(np.int32)


def fingerprint(values):
    """The first number, the last, and the mean of their magnitudes."""
    flat = np.asarray(values).reshape(-1).astype(np.float64)
    return [float(flat[0]), float(flat[-1]), float(np.abs(flat).mean())]


def layer_inputs(work):
    """The numbers that a layer starts from: the data, then its weights."""
    kind = work["kind"]
    if kind == "matmul":
        return [
            numbers(SEEDS["input"], (work["rows"], work["inner"])),
            numbers(SEEDS["weight"], (work["inner"], work["columns"]), work["inner"]),
        ]
    if kind == "linear":
        return [
            numbers(SEEDS["input"], (work["batch"], work["inputs"])),
            numbers(SEEDS["weight"], (work["outputs"], work["inputs"]), work["inputs"]),
        ]
    if kind == "conv2d":
        channels, kernel, size = work["inChannels"], work["kernel"], work["size"]
        fan_in = channels * kernel**2
        return [
            numbers(SEEDS["input"], (work["images"], channels, size, size)),
            numbers(SEEDS["weight"], (work["outChannels"], channels, kernel, kernel), fan_in),
            numbers(SEEDS["bias"], (work["outChannels"],), fan_in),
        ]
    if kind == "crossEntropy":
        return [numbers(SEEDS["input"], (work["batch"], work["classes"]))]
    return [numbers(SEEDS["input"], work["shape"])]


def serve(version, prepare):
    """Answers the bench's questions until stdin ends. prepare(work, variant) gives (run, check), or why it cannot."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not come between the answers

    def say(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    ready = []
    say({"version": version})
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            prepared = prepare(request["prepare"], request["variant"])
            if isinstance(prepared, str):
                say({"cannot": prepared})
            else:
                ready.append(prepared[0])
                say({"handle": len(ready) - 1, "check": prepared[1]})
        elif "run" in request:
            started = time.perf_counter()
            ready[request["of"]](request["run"])
            say({"seconds": time.perf_counter() - started})
        else:
            ready = []
            say({})
