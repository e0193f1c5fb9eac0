"""From the start of the process to the first loss: the tutorial's net, one jitted step on 4 pictures."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

random = np.random.default_rng(0)
shapes = [(8, 3, 5, 5), (8,), (16, 8, 3, 3), (16,), (576, 128), (128,), (128, 10), (10,)]
parameters = [jnp.asarray(random.normal(size=shape) * 0.05, jnp.float32) for shape in shapes]
momenta = [jnp.zeros_like(parameter) for parameter in parameters]
images = jnp.asarray(random.normal(size=(4, 3, 32, 32)), jnp.float32)
labels = jnp.asarray(random.integers(0, 10, 4))


def stage(x, weight, bias):
    sums = lax.conv_general_dilated(x, weight, (1, 1), "VALID", dimension_numbers=("NCHW", "OIHW", "NCHW"))
    x = jax.nn.relu(sums + bias[None, :, None, None])
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def loss_of(parameters):
    x = stage(stage(images, *parameters[0:2]), *parameters[2:4]).reshape(4, -1)
    logits = jax.nn.relu(x @ parameters[4] + parameters[5]) @ parameters[6] + parameters[7]
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1))


@jax.jit
def step(parameters, momenta):
    loss, gradients = jax.value_and_grad(loss_of)(parameters)
    momenta = [0.9 * momentum + gradient for momentum, gradient in zip(momenta, gradients)]
    return [parameter - 0.001 * momentum for parameter, momentum in zip(parameters, momenta)], momenta, loss


parameters, momenta, loss = step(parameters, momenta)
print("loss", loss.item())
