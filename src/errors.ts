import { type Call, innermostCall, outermostCallAround, withoutNumbers } from './history/calls.ts';
import type { Link } from './history/chain.ts';
import { type Location, messageOf, type Refusal, whereFrom } from './history/location.ts';

/** The base of every error that stridegrad throws on purpose. */
export class StridegradError extends Error {
  override readonly name: string = 'StridegradError';
}

/**
 * Tensors whose shapes do not go together. The message names the operation and every shape, and where steps before led
 * to one of them, the chain of shapes. Inside a net it also tells which layer it was:
 *
 *     fc1 expects 400 features but flatten gives 16·6·6 = 576: nn.Linear(576, 120). Given input [4, 576].
 *     In Net: input [4, 3, 36, 36] → conv1 [4, 6, 32, 32] → pool [4, 6, 16, 16]
 *             → conv2 [4, 16, 12, 12] → pool [4, 16, 6, 6] → flatten [4, 576] → fc1
 *
 * The parts of the message are fields too.
 */
export class ShapeError extends StridegradError {
  override readonly name = 'ShapeError';
  // Private, with getters, so that what prints the fields of an error does not say everything twice.
  readonly #refusal: Refusal;
  #location: Location;
  /** The call of a module in which it happened. */
  #inner: Call | undefined;

  constructor(operation: string, problem: string, shapes: Readonly<Record<string, readonly number[]>>) {
    const refusal = { operation, problem, shapes };
    const inner = innermostCall();
    const location = whereFrom(refusal, inner, inner && outermostCallAround(inner));
    super(messageOf(refusal, location));
    this.#refusal = refusal;
    this.#location = location;
    this.#inner = inner && withoutNumbers(inner);
  }

  /** The function or the layer that refused: 'conv2d', 'Linear(400, 120)'. */
  get operation(): string {
    return this.#refusal.operation;
  }

  /** What is wrong, with the numbers, and what would be right. */
  get problem(): string {
    return this.#refusal.problem;
  }

  /** The shapes that were given, by name. */
  get shapes(): Readonly<Record<string, readonly number[]>> {
    return this.#refusal.shapes;
  }

  /** The path of the layer in the net that was called: 'features.3'. Undefined outside of nets. */
  get layer(): string | undefined {
    return this.#location.layer;
  }

  /** The shapes that led to the one that did not fit, each with the layer or function that made it. */
  get chain(): readonly Link[] {
    return this.#location.chains[0]?.links ?? [];
  }

  /** Takes in that the error ends this call, which was no longer known to run: an async one. */
  leave(call: Call): void {
    this.#inner ??= withoutNumbers(call);
    if (call.caller.pathOf(this.#inner.caller) === undefined) return;
    this.#location = whereFrom(this.#refusal, this.#inner, call);
    const { message, stack } = this;
    this.message = messageOf(this.#refusal, this.#location);
    // The stack begins with the message, and is what a program prints that ends by an error.
    if (stack !== undefined) this.stack = stack.replace(message, () => this.message);
  }
}

/** An argument that can never be right, whatever the tensors: a stride of 0, an unknown option, a label out of range. */
export class ArgumentError extends StridegradError {
  override readonly name = 'ArgumentError';
  constructor(operation: string, problem: string) {
    super(`${operation}: ${problem}`);
  }
}

/** A tensor of a dtype that the operation cannot use. */
export class DTypeError extends StridegradError {
  override readonly name = 'DTypeError';
  constructor(operation: string, problem: string) {
    super(`${operation}: ${problem}`);
  }
}

/** A device that is not there, or tensors that live on different ones. */
export class DeviceError extends StridegradError {
  override readonly name = 'DeviceError';
}

/** A backward pass that cannot be done: nothing to differentiate, saved arrays already freed or overwritten. */
export class GraphError extends StridegradError {
  override readonly name = 'GraphError';
}

/** Numbers for which there is no memory. */
export class AllocationError extends StridegradError {
  override readonly name = 'AllocationError';
  constructor(elements: number, bytesEach: number, options?: ErrorOptions) {
    const bytes = elements * bytesEach;
    super(`memory: there is none for ${elements} numbers of ${bytesEach} bytes each, ${bytes} bytes in all`, options);
  }
}

/** Data that is not what it should be: a file too short, a wrong checksum, a state dict with other keys. */
export class DataError extends StridegradError {
  override readonly name = 'DataError';
}
