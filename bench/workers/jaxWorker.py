"""JAX as a contestant of the bench: jaxWorker.py THREADS. (A file called jax.py would be imported instead of JAX.)"""
import os
import sys

threads = int(sys.argv[1])
if hasattr(os, "sched_setaffinity"):  # XLA takes as many threads as it may use cores
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
if threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import common
from common import LOSS_IS_READ_EVERY, SEEDS, fingerprint


def conv2d(x, weight, bias, stride=1, padding=0):
    window = dict(window_strides=(stride, stride), padding=[(padding, padding)] * 2)
    sums = lax.conv_general_dilated(x, weight, dimension_numbers=("NCHW", "OIHW", "NCHW"), **window)
    return sums + bias[None, :, None, None]


def max_pool2d(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def cross_entropy(logits, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1))


def net(parameters, x):
    conv1, bias1, conv2, bias2, fc1, bias3, fc2, bias4 = parameters
    x = max_pool2d(jax.nn.relu(conv2d(x, conv1, bias1)))
    x = max_pool2d(jax.nn.relu(conv2d(x, conv2, bias2)))
    x = x.reshape(x.shape[0], -1)
    return jax.nn.relu(x @ fc1.T + bias3) @ fc2.T + bias4


def sgd_step(parameters, momenta, gradients):
    momenta = [0.9 * momentum + gradient for momentum, gradient in zip(momenta, gradients)]
    return [parameter - 0.001 * momentum for parameter, momentum in zip(parameters, momenta)], momenta


def start():
    parameters = [jnp.asarray(values) for values in common.net_weights()]
    return parameters, [jnp.zeros_like(parameter) for parameter in parameters]


def pictures(batch):
    return jnp.asarray(common.numbers(SEEDS["input"], (batch, 3, 32, 32)))


def train(batch):
    parameters, momenta = start()
    images, labels = pictures(batch), jnp.asarray(common.labels(batch))

    def whole_step(parameters, momenta, images, labels):
        loss, gradients = jax.value_and_grad(lambda p: cross_entropy(net(p, images), labels))(parameters)
        return *sgd_step(parameters, momenta, gradients), loss

    compiled = jax.jit(whole_step, donate_argnums=(0, 1))

    def step():
        nonlocal parameters, momenta
        parameters, momenta, loss = compiled(parameters, momenta, images, labels)
        return loss

    def run(iterations):
        for done in range(1, iterations + 1):
            loss = step()
            if done % LOSS_IS_READ_EVERY == 0 or done == iterations:
                loss.item()
        jax.block_until_ready(parameters)

    return run, [step().item() for _ in range(3)]


def forward(batch):
    parameters, _ = start()
    images, compiled = pictures(batch), jax.jit(net)

    def run(iterations):
        for _ in range(iterations):
            np.asarray(compiled(parameters, images))

    return run, fingerprint(compiled(parameters, images))


def sgd():
    parameters, momenta = start()
    gradients = [
        jnp.asarray(common.numbers(SEEDS["net"] + i, parameter.shape)) for i, parameter in enumerate(parameters)
    ]
    compiled = jax.jit(sgd_step, donate_argnums=(0, 1))

    def run(iterations):
        nonlocal parameters, momenta
        for _ in range(iterations):
            parameters, momenta = compiled(parameters, momenta, gradients)
        jax.block_until_ready(parameters)

    run(1)
    return run, fingerprint(parameters[-1])


def layer(work):
    """The function that is timed, and what it is given: the data, then its weights."""
    inputs = [jnp.asarray(values) for values in common.layer_inputs(work)]
    kind = work["kind"]
    if kind == "conv2d":
        return lambda x, w, b: conv2d(x, w, b, work["stride"], work["padding"]), inputs
    if kind == "crossEntropy":
        labels = jnp.asarray(common.labels(work["batch"]))
        return lambda x: cross_entropy(x, labels), inputs
    return {
        "matmul": jnp.matmul,
        "linear": lambda x, weight: x @ weight.T,
        "relu": jax.nn.relu,
        "maxPool2d": max_pool2d,
    }[kind], inputs


def one_pass(work):
    output, inputs = layer(work)
    wanted = work.get("pass", "forward")
    shape = jax.eval_shape(output, *inputs).shape
    grad = jnp.asarray(common.numbers(SEEDS["gradOutput"], shape)) if shape else jnp.float32(1)

    # Compiled with the inputs as arguments, so that nothing is computed beforehand. Where only a gradient is asked for,
    # XLA drops the part of forward that the gradient does not need.
    def computed(grad, *inputs):
        if wanted == "forward":
            return output(*inputs)
        value, backward = jax.vjp(output, *inputs)
        gradients = backward(grad)
        return (value, *gradients) if wanted == "both" else gradients[1 if wanted == "gradWeight" else 0]

    compiled = jax.jit(computed)

    def run(iterations):
        for _ in range(iterations):
            jax.block_until_ready(compiled(grad, *inputs))

    result = compiled(grad, *inputs)
    return run, fingerprint(result[1] if wanted == "both" else result)


def prepare(work, _variant):
    kind = work["kind"]
    if kind == "train":
        return train(work["batch"])
    if kind == "forward":
        return forward(work["batch"])
    return sgd() if kind == "sgd" else one_pass(work)


common.serve(jax.__version__, prepare)
